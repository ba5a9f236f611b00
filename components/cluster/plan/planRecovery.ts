import { memberNames, type Topology } from "../spec/topology";
import { comebackOf, rejoining } from "../state/comeback";
import { abandonedIds, isForgettable } from "../state/lost";
import type { Observed } from "../state/observed";
import { runningPeers } from "../state/peers";
import { canElect, rescueOf, withoutDirectory } from "../state/rescue";
import { answering } from "../state/shardState";
import { startMode } from "../state/startMode";
import type { Step } from "../steps/step";
import { afterForget, afterRoleChange, afterStartNew, afterStop } from "./expected";

/** Steps, and what the cluster is expected to be after them. */
export interface Planned {
  readonly steps: readonly Step[];
  readonly expected: Observed;
}

/**
 * Ends the servers whose directory was removed. Before all other steps: such a server ends at the next change of
 * the cluster, and takes along what its replica does not have yet.
 */
export function planRescue(topology: Topology, observed: Observed): Planned {
  const removed = withoutDirectory(observed);
  const pairs = removed.flatMap((from) => {
    const rescue = rescueOf(from, topology, observed);
    return rescue.kind === "handOver" ? [{ from, to: rescue.to }] : [];
  });
  const [first] = pairs;
  const source = answering(observed, first?.from ?? "");
  const by = source === undefined || canElect(source, observed) ? "election" : "takeover";
  const handOvers: Step[] =
    first === undefined ? [] : [{ kind: "handOver", node: first.from, pairs, by }];
  let expected = pairs.reduce(afterRoleChange, observed);
  const stops = removed.flatMap((node): Step[] => {
    if (rescueOf(node, topology, expected).kind !== "stop") return [];
    return [{ kind: "stop", node }];
  });
  for (const { node } of stops) expected = afterStop(expected, node);
  return { steps: [...handOvers, ...stops], expected };
}

/** Lets replicas take over from primaries that have lost their data. */
export function planPromotions(topology: Topology, observed: Observed): Planned {
  const steps = memberNames(topology).flatMap((lost): Step<"promote">[] => {
    const node = observed.get(lost);
    if (node === undefined || node.answers || startMode(lost, node, observed) !== undefined)
      return [];
    const comeback = comebackOf(lost, topology, observed);
    return comeback.kind === "promote" ? [{ kind: "promote", node: comeback.heir, lost }] : [];
  });
  const expected = steps.reduce(
    (before, { node, lost }) => afterRoleChange(before, { from: lost, to: node }),
    observed,
  );
  return { steps, expected };
}

/** Forgets all IDs that nobody answers with, and starts lost nodes that no node knows any more. */
export function planRejoins(topology: Topology, observed: Observed): Planned {
  const abandoned = abandonedIds(observed);
  const forgets = memberNames(topology).flatMap((node): Step<"forget">[] => {
    const ids = [...abandoned.values()].flatMap((one) =>
      isForgettable(one) && one.knownTo.includes(node) ? [one.id] : [],
    );
    return ids.length > 0 ? [{ kind: "forget", node, ids }] : [];
  });
  let expected = afterForget(observed, forgets);
  const known = runningPeers(expected);
  const starts = [...rejoining(topology, expected)].flatMap(([node, primary]): Step[] => {
    // Never on an address that a node knows: it could be a replica, which would copy the emptiness.
    if (known.has(node)) return [];
    const keys = answering(expected, primary)?.keys ?? 0;
    return [{ kind: "startNew", node, primary, keys }];
  });
  for (const { node } of starts) expected = afterStartNew(expected, node);
  return { steps: [...forgets, ...starts], expected };
}
