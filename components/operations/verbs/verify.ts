import { describeProblems, section } from "../../cluster/checks/describeProblems";
import { clusterProblems } from "../../cluster/checks/health";
import { nodeName, nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import { membersOf, type Shard, type Topology } from "../../cluster/spec/topology";
import type { Observed } from "../../cluster/state/observed";
import { shardState } from "../../cluster/state/shardState";
import { targetOf } from "../../cluster/target/targetOf";
import type { RunSpec } from "../../spec/runSpec";
import { systemClock } from "../converge/clock";
import { waitUntil } from "../converge/waitUntil";
import type { Exchange } from "../redis/exchange";
import { NodeConnections } from "../redis/nodeConnections";
import { redirectedPath, type ServingShard, sweep, verificationKey } from "../redis/redirects";

/** ms without progress after which the cluster is not healthy; converge has waited for it already. */
const LIMIT = 5000;

export interface Verification {
  readonly path: readonly Exchange[];
  readonly primaries: number;
}

/** Touches no user's key. @throws Error that says what failed */
export async function verify(
  spec: RunSpec,
  { limit = LIMIT }: { readonly limit?: number } = {},
): Promise<Verification> {
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password);
  try {
    const observed = await healthyCluster(place(spec), { connections, limit });
    const { topology } = targetOf(spec, observed);
    const shards = topology.shards.map((shard) => servingShard(shard, observed));
    const key = verificationKey();
    const path = await redirectedPath(shards, connections, { key, value: "tom", expires: true });
    await sweep(shards, connections);
    return { path, primaries: shards.length };
  } finally {
    connections.close();
  }
}

async function healthyCluster(
  topology: Topology,
  { connections, limit }: { readonly connections: NodeConnections; readonly limit: number },
): Promise<Observed> {
  const { seen, missing } = await waitUntil({
    observe: () => connections.observe(),
    missing: (observed) => clusterProblems(topology, observed),
    stall: limit,
    clock: systemClock,
  });
  if (missing.length === 0) return seen;
  throw new Error(
    section("Verification failed: the cluster is not healthy", describeProblems(missing)),
  );
}

function servingShard(shard: Shard, observed: Observed): ServingShard {
  const { owner } = shardState(shard, observed);
  const replicas = membersOf(shard)
    .map(nodeName)
    .filter((name) => name !== owner);
  return { slots: shard.slots, owner, replicas };
}
