import { type Assessment, assess } from "../cluster/assess";
import type { Observed, OnDisk } from "../cluster/observed";
import { place } from "../cluster/placement";
import { nodesOf } from "../cluster/spec";
import { lookAtDisk } from "./lookAtDisk";
import { messageOf } from "./messageOf";
import { NodeConnections } from "./nodeConnections";
import type { RunSpec } from "./runSpec";

/** ms for each connect; a preview must not wait long for a host that is down. */
const CONNECT_LIMIT = 1500;

/**
 * Looks at the cluster as it is, changing nothing: asks every node, and where none answers looks at
 * the hosts' disks. Bounded in time, and what cannot be seen is said, never an error.
 */
export async function lookAtCluster(spec: RunSpec): Promise<Assessment> {
  const topology = place(spec);
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password, CONNECT_LIMIT);
  try {
    const observed = await connections.observe();
    if ([...observed.values()].some(({ answers }) => answers)) {
      return assess(topology, observed, []);
    }
    const { disks, unseen } = await lookAtDisks(spec);
    return assess(topology, withDisks(observed, disks), unseen);
  } finally {
    connections.close();
  }
}

async function lookAtDisks(
  spec: RunSpec,
): Promise<{ disks: Map<string, OnDisk>; unseen: string[] }> {
  const looks = await Promise.allSettled(spec.hosts.map((host) => lookAtDisk(host, spec)));
  return {
    disks: new Map(looks.flatMap((look) => (look.status === "fulfilled" ? look.value : []))),
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
