import { addressOf, nodeName, portOf } from "../../cluster/spec/clusterSpec";
import type { Observed, ObservedNode } from "../../cluster/state/observed";
import { compareConf } from "../../host/compareConf";
import type { HostInspection, NodeOnDisk } from "../../host/inspectScript";
import { renderConf } from "../../host/redisConf";
import type { RunSpec } from "../../spec/runSpec";

/** Inspections by the host's address. */
type Inspections = ReadonlyMap<string, HostInspection>;

export function joinHostFacts(
  observed: Observed,
  { inspections, spec }: { readonly inspections: Inspections; readonly spec: RunSpec },
): Observed {
  return new Map(
    spec.hosts.flatMap(({ address, ports }) =>
      ports.map((port): [string, ObservedNode] => {
        const name = nodeName({ address, port });
        const node = observed.get(name) ?? { answers: false, reason: "it was not observed" };
        const disk = inspections.get(address)?.nodes.get(port);
        return [
          name,
          disk === undefined ? node : join(node, { disk, declared: () => confOf(spec, name) }),
        ];
      }),
    ),
  );
}

export function confOf(spec: RunSpec, name: string): string {
  const { directory, directives, password } = spec;
  const secret = password === undefined ? {} : { password };
  const node = { address: addressOf(name), port: portOf(name) };
  return renderConf({ ...node, directory, directives, ...secret });
}

export function heldNames(inspections: Inspections): string[] {
  return [...inspections].flatMap(([address, { held }]) =>
    held.map((port) => nodeName({ address, port })),
  );
}

/** The peers in the nodes.conf of each server that is not declared, by the server's name. */
export function unmanagedPeers(inspections: Inspections): Map<string, readonly string[]> {
  const named = [...inspections].flatMap(([address, inspection]) =>
    [...inspection.unmanagedPeers].map(
      ([port, peers]) => [nodeName({ address, port }), peers] as const,
    ),
  );
  return new Map(named);
}

/** The declared conf is rendered only for a close observation: waits observe every few ms. */
function join(
  node: ObservedNode,
  { disk, declared }: { readonly disk: NodeOnDisk; readonly declared: () => string },
): ObservedNode {
  if (!node.answers) {
    const { identity, data, peers } = disk;
    return { ...node, disk: { identity, data, peers } };
  }
  return {
    ...node,
    held: disk.hold === node.id,
    saved: disk.identity,
    ...(disk.exposed === undefined ? {} : { exposed: disk.exposed }),
    ...(node.directives === undefined
      ? {}
      : { conf: compareConf(declared(), disk.conf, node.directives) }),
  };
}
