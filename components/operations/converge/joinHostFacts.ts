import { addressOf, nodeName, portOf } from "../../cluster/spec/clusterSpec";
import type { Observed, ObservedNode } from "../../cluster/state/observed";
import { compareConf } from "../../host/compareConf";
import type { HostInspection, NodeOnDisk } from "../../host/inspectScript";
import { renderConf } from "../../host/redisConf";
import type { RunSpec } from "../../spec/runSpec";

/**
 * Joins what the nodes said with what lies on their hosts' disks.
 *
 * @param looks by the host's address; of the hosts that could be looked at
 */
export function joinHostFacts(
  observed: Observed,
  looks: ReadonlyMap<string, HostInspection>,
  spec: RunSpec,
): Observed {
  return new Map(
    spec.hosts.flatMap(({ address, ports }) =>
      ports.map((port): [string, ObservedNode] => {
        const name = nodeName({ address, port });
        const node = observed.get(name) ?? { answers: false, reason: "it was not asked" };
        const disk = looks.get(address)?.nodes.get(port);
        return [name, disk === undefined ? node : join(node, disk, () => confOf(spec, name))];
      }),
    ),
  );
}

/** The text of the conf that the stack declares for the node of that name. */
export function confOf(spec: RunSpec, name: string): string {
  const { directory, directives, password } = spec;
  const secret = password === undefined ? {} : { password };
  const node = { address: addressOf(name), port: portOf(name) };
  return renderConf({ ...node, directory, directives, ...secret });
}

/** The names of all members on hosts that were looked at, declared or not. */
export function heldNames(looks: ReadonlyMap<string, HostInspection>): string[] {
  return [...looks].flatMap(([address, { held }]) =>
    held.map((port) => nodeName({ address, port })),
  );
}

/** Whom the nodes.conf of each server names that is not declared, by that server's name. */
export function unmanagedPeers(
  looks: ReadonlyMap<string, HostInspection>,
): Map<string, readonly string[]> {
  const named = [...looks].flatMap(([address, look]) =>
    [...look.unmanagedPeers].map(([port, peers]) => [nodeName({ address, port }), peers] as const),
  );
  return new Map(named);
}

/** The declared conf is rendered only for a close look: a wait looks every few milliseconds. */
function join(node: ObservedNode, disk: NodeOnDisk, declared: () => string): ObservedNode {
  if (!node.answers) {
    const { identity, data, peers } = disk;
    return { ...node, disk: { identity, data, peers } };
  }
  return {
    ...node,
    held: disk.hold === node.id,
    saved: disk.identity,
    ...(node.directives === undefined
      ? {}
      : { conf: compareConf(declared(), disk.conf, node.directives) }),
  };
}
