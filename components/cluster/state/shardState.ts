import { nodeName } from "../spec/clusterSpec";
import { missingSlots, type SlotRange } from "../spec/slots";
import { membersOf, type Shard } from "../spec/topology";
import { type AnsweringNode, myself, type Observed } from "./observed";

/** A declared shard as it is found. */
export interface ShardState {
  readonly shard: Shard;
  /** The member that owns its slots or shall own them; after a failover not the declared one. */
  readonly owner: string;
  /** The slots that no member owns. */
  readonly missing: readonly SlotRange[];
}

/** Finds who leads `shard` now: the member with slots, else the declared primary. */
export function shardState(shard: Shard, observed: Observed): ShardState {
  const members = membersOf(shard).map(nodeName);
  const owned = new Map(members.map((name) => [name, slotsOf(observed, name)]));
  const owner = members.find((name) => (owned.get(name) ?? []).length > 0);
  const isFree = (name: string) => roleOf(observed, name) === "primary";
  return {
    shard,
    owner: owner ?? members.find(isFree) ?? nodeName(shard.primary),
    missing: missingSlots(shard.slots, [...owned.values()].flat()),
  };
}

/** The node of that name, when it answers. */
export function answering(observed: Observed, name: string): AnsweringNode | undefined {
  const node = observed.get(name);
  return node?.answers ? node : undefined;
}

/** The slots that a node says it owns itself. */
export function slotsOf(observed: Observed, name: string): readonly SlotRange[] {
  const node = answering(observed, name);
  return node === undefined ? [] : (myself(node)?.slots ?? []);
}

function roleOf(observed: Observed, name: string): "primary" | "replica" | undefined {
  const node = answering(observed, name);
  return node === undefined ? undefined : myself(node)?.role;
}
