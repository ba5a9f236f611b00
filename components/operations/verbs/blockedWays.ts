import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import type { FailedHostCheck } from "../../cluster/state/hostFacts";
import type { Observed } from "../../cluster/state/observed";
import type { HostInspection } from "../../host/inspectScript";
import type { RunHost } from "../../spec/runSpec";
import { blockedPorts, type Forwarding } from "../ssh/closedPorts";

/**
 * The ways between hosts that are closed to and from nodes that have no server yet. A host that cannot run its nodes
 * is left out: it may have another address than the declared one.
 */
export function blockedWays(
  hosts: readonly RunHost[],
  found: {
    readonly observed: Observed;
    readonly inspections: ReadonlyMap<string, HostInspection>;
    readonly clients: ReadonlyMap<string, Forwarding>;
  },
): Promise<FailedHostCheck[]> {
  const { observed, inspections, clients } = found;
  const able = hosts.filter(({ address }) =>
    inspections.get(address)?.failedChecks.every(({ port }) => port !== undefined),
  );
  return blockedPorts(able, clients, (name) => {
    const disk = inspections.get(addressOf(name))?.nodes.get(portOf(name));
    return observed.get(name)?.answers === false && disk?.identity === false;
  });
}
