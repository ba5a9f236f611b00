import { nodeName } from "../spec/clusterSpec";
import { commonSlots, countSlots, missingSlots, type SlotRange } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { type AnsweringNode, myself, type Observed } from "./observed";

export interface ShardState {
  readonly shard: Shard;
  /** The member that owns its slots or is to own them; after a failover not the declared primary. It may leave. */
  readonly owner: string;
  readonly missing: readonly SlotRange[];
}

export function shardState(shard: Shard, observed: Observed): ShardState {
  const members = membersOf(shard).map(nodeName);
  const owned = [...members, ...(shard.leaving ?? [])].map((name) => slotsOf(observed, name));
  const owner = ownerAmong(members, shard, observed) ?? ownerAmong(shard.leaving, shard, observed);
  const isFree = (name: string) => roleOf(observed, name) === "primary";
  return {
    shard,
    owner: owner ?? members.find(isFree) ?? nodeName(shard.primary),
    missing: missingSlots(shard.slots, owned.flat()),
  };
}

/**
 * While slots move, the last owner of a shard that ends may be declared as a replica of this one. It has fewer of this
 * shard's slots.
 */
function ownerAmong(
  names: readonly string[] = [],
  { slots }: Shard,
  observed: Observed,
): string | undefined {
  const owners = names.filter((name) => slotsOf(observed, name).length > 0);
  if (owners.length < 2) return owners[0];
  const count = (name: string) => countSlots(commonSlots(slotsOf(observed, name), slots));
  return owners.reduce((best, name) => (count(name) > count(best) ? name : best));
}

export function currentTopology({ shards }: Topology, observed: Observed): Topology {
  return {
    shards: shards.map((shard) => {
      const { owner } = shardState(shard, observed);
      const members = membersOf(shard);
      const primary = members.find((member) => nodeName(member) === owner) ?? shard.primary;
      return { ...shard, primary, replicas: members.filter((member) => member !== primary) };
    }),
  };
}

export function answering(observed: Observed, name: string): AnsweringNode | undefined {
  const node = observed.get(name);
  return node?.answers ? node : undefined;
}

export function slotsOf(observed: Observed, name: string): readonly SlotRange[] {
  const node = answering(observed, name);
  return node === undefined ? [] : (myself(node)?.slots ?? []);
}

function roleOf(observed: Observed, name: string): "primary" | "replica" | undefined {
  const node = answering(observed, name);
  return node === undefined ? undefined : myself(node)?.role;
}
