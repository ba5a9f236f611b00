import { type Assessment, assess } from "../cluster/assess";
import type { Observed, OnDisk } from "../cluster/observed";
import { place } from "../cluster/placement";
import { nodeName, nodesOf } from "../cluster/spec";
import { lookAtDisk } from "./lookAtDisk";
import { messageOf } from "./messageOf";
import { NodeConnections } from "./nodeConnections";
import type { RunHost, RunSpec } from "./runSpec";

/** ms for each connect; a preview must not wait long for a host that is down. */
const CONNECT_LIMIT = 1500;

/**
 * Looks at the cluster as it is, changing nothing: asks every node, and where one does not answer looks
 * at its host's disk. Bounded in time, and what cannot be seen is said, never an error.
 */
export async function lookAtCluster(spec: RunSpec): Promise<Assessment> {
  const topology = place(spec);
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password, CONNECT_LIMIT);
  try {
    const observed = await connections.observe();
    const dark = spec.hosts.filter(({ address, ports }) =>
      ports.some((port) => observed.get(nodeName({ address, port }))?.answers === false),
    );
    const { disks, ...beside } = await lookAtDisks(dark, spec);
    return assess(topology, withDisks(observed, disks), beside);
  } finally {
    connections.close();
  }
}

async function lookAtDisks(
  hosts: readonly RunHost[],
  spec: RunSpec,
): Promise<{ disks: Map<string, OnDisk>; held: string[]; unseen: string[] }> {
  const looks = await Promise.allSettled(hosts.map((host) => lookAtDisk(host, spec)));
  const seen = looks.flatMap((look) => (look.status === "fulfilled" ? [look.value] : []));
  return {
    disks: new Map(seen.flatMap(({ nodes }) => nodes)),
    held: seen.flatMap(({ held }) => held),
    unseen: looks.flatMap((look) => (look.status === "rejected" ? [messageOf(look.reason)] : [])),
  };
}

function withDisks(observed: Observed, disks: ReadonlyMap<string, OnDisk>): Observed {
  return new Map(
    [...observed].map(([name, node]) => {
      const disk = disks.get(name);
      return [name, node.answers || disk === undefined ? node : { ...node, disk }];
    }),
  );
}
