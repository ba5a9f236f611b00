import { describeProblems, section } from "../../cluster/checks/describeProblems";
import { clusterProblems } from "../../cluster/checks/health";
import { nodeName, nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import { membersOf, type Shard, type Topology } from "../../cluster/spec/topology";
import type { Observed } from "../../cluster/state/observed";
import { shardState } from "../../cluster/state/shardState";
import type { RunSpec } from "../../spec/runSpec";
import { waitUntil } from "../converge/waitUntil";
import type { Exchange } from "../redis/exchange";
import { NodeConnections } from "../redis/nodeConnections";
import { redirectedPath, type ServingShard, sweep, verificationKey } from "../redis/redirects";

/** ms that a cluster may take to show itself formed; converge has waited for it already. */
const LIMIT = 5000;

/** What verify prints. */
export interface Verification {
  /** The redirected write and read, each with the reply as it came. */
  readonly path: readonly Exchange[];
  /** Primaries on which a key was written, read back and removed. */
  readonly primaries: number;
}

/**
 * Proves that the cluster serves: every slot, one view on all nodes, every replica in sync, then a
 * redirected write and read, then a write and a read on every primary. No user's key is touched.
 *
 * @throws Error that names what is not so.
 */
export async function verify(spec: RunSpec): Promise<Verification> {
  const topology = place(spec);
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password);
  try {
    const observed = await formed(topology, connections);
    const shards = topology.shards.map((shard) => servingShard(shard, observed));
    const key = verificationKey();
    const path = await redirectedPath(shards, connections, { key, value: "tom", expires: true });
    await sweep(shards, connections);
    return { path, primaries: shards.length };
  } finally {
    connections.close();
  }
}

function servingShard(shard: Shard, observed: Observed): ServingShard {
  const { owner } = shardState(shard, observed);
  const replicas = membersOf(shard)
    .map(nodeName)
    .filter((name) => name !== owner);
  return { slots: shard.slots, owner, replicas };
}

async function formed(topology: Topology, connections: NodeConnections): Promise<Observed> {
  const limits = { deadline: Date.now() + LIMIT, stall: LIMIT };
  const { seen, left } = await waitUntil(
    () => connections.observe(),
    (observed) => clusterProblems(topology, observed),
    limits,
  );
  if (left.length > 0)
    throw new Error(
      section("Cannot prove the cluster as it is not formed:", describeProblems(left)),
    );
  return seen;
}
