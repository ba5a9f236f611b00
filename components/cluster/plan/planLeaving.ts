import { addressOf, nodeName } from "../spec/clusterSpec";
import type { Topology } from "../spec/topology";
import { isOutOfReach, isRemoved, knownToMembers, leavingNodes } from "../state/leaving";
import { myself, namesById, type Observed } from "../state/observed";
import { answering, shardState, slotsOf } from "../state/shardState";
import type { Step } from "../steps/step";
import { afterDetach, afterRoleChange } from "./expected";
import { answeringNodes } from "./form";
import type { Planned } from "./planRecovery";

/** Lets a declared member take over where a node that leaves the shard owns its slots. */
export function planFailovers(topology: Topology, observed: Observed): Planned {
  const steps = topology.shards.flatMap((shard): Step<"failOver">[] => {
    const { owner } = shardState(shard, observed);
    const isLeaving = shard.leaving?.includes(owner) === true;
    const to = nodeName(shard.primary);
    if (!isLeaving || slotsOf(observed, owner).length === 0 || !answering(observed, to)) return [];
    return [{ kind: "failOver", node: owner, to }];
  });
  const expected = steps.reduce(
    (before, { node, to }) => afterRoleChange(before, { from: node, to }),
    observed,
  );
  return { steps, expected };
}

/** Replicas that are to lead new shards leave theirs. */
export function planDetaches(topology: Topology, observed: Observed): Planned {
  const names = namesById(observed);
  const steps = topology.shards.flatMap((shard): Step<"detach">[] => {
    const { owner } = shardState(shard, observed);
    const node = answering(observed, owner);
    const primaryId = node === undefined ? undefined : myself(node)?.primaryId;
    const from = names.get(primaryId ?? "");
    return from === undefined ? [] : [{ kind: "detach", node: owner, from }];
  });
  return { steps, expected: steps.reduce(afterDetach, observed) };
}

/**
 * Takes the nodes that are not declared out of the cluster. First the members forget them: from then on none of them
 * can be elected, so none owns a slot when its server is stopped. Last, the records of the hosts no longer name them.
 */
export function planLeaving(topology: Topology, observed: Observed): Step[] {
  const leaving = leavingNodes(topology, observed);
  if (leaving.length === 0) return [];
  const known = knownToMembers(topology, observed);
  const left = (name: string) => isRemoved(observed.get(name)) || isOutOfReach(observed.get(name));
  const present = leaving.filter((name) => !left(name));
  if (present.length === 0 && !leaving.some((name) => known.has(name))) {
    return planRecords(topology, observed, leaving);
  }
  return [
    ...planForgets(topology, observed, leaving),
    ...present.map((node): Step => ({ kind: "remove", node })),
  ];
}

function planForgets(
  topology: Topology,
  observed: Observed,
  leaving: readonly string[],
): Step<"forgetLeaving">[] {
  const isLeaving = new Set(leaving);
  const leavingIds = new Set(leaving.flatMap((name) => answering(observed, name)?.id ?? []));
  return answeringNodes(topology, observed).flatMap(
    ([node, { views }]): Step<"forgetLeaving">[] => {
      const known = views.filter(
        ({ id, name, flags }) =>
          !flags.includes("handshake") && (leavingIds.has(id) || isLeaving.has(name)),
      );
      if (known.length === 0) return [];
      const names = [...new Set(known.map(({ name }) => name))];
      return [{ kind: "forgetLeaving", node, ids: known.map(({ id }) => id), names }];
    },
  );
}

function planRecords(topology: Topology, observed: Observed, left: readonly string[]): Step[] {
  if (!left.some((name) => observed.get(name)?.wasMember === true)) return [];
  const hosts = new Map(
    answeringNodes(topology, observed).map(([name]) => [addressOf(name), name]),
  );
  return [...hosts.values()].map((node): Step => ({ kind: "record", node }));
}
