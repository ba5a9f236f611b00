import { type NodeSpec, nodeName } from "./clusterSpec";
import type { SlotRange } from "./slots";

export interface Shard {
  /** In order; several ranges once somebody has moved slots. */
  readonly slots: readonly SlotRange[];
  readonly primary: NodeSpec;
  readonly replicas: readonly NodeSpec[];
  /** The names of its present members that leave it. One of them may own its slots. @default none */
  readonly leaving?: readonly string[];
}

/** The shards of a cluster in the order of their first slots. */
export interface Topology {
  readonly shards: readonly Shard[];
  /** True while slots move between its shards: then one may own what another one is to own. @default false */
  readonly rebalances?: boolean;
}

/** The nodes of a shard, its primary first. */
export function membersOf(shard: Shard): NodeSpec[] {
  return [shard.primary, ...shard.replicas];
}

export function memberNames({ shards }: Topology): string[] {
  return shards.flatMap(membersOf).map(nodeName);
}
