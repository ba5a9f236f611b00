import type { NodeView } from "./clusterNodes";
import { type AnsweringNode, myself, type Observed } from "./observed";

/** The running nodes that are replicas of the node with that ID, by name. */
export function followersOf(id: string, observed: Observed): [string, AnsweringNode][] {
  return [...observed].flatMap(([name, node]): [string, AnsweringNode][] =>
    node.answers && myself(node)?.primaryId === id ? [[name, node]] : [],
  );
}

/**
 * The followers of the node with that ID that may have its data, by name. One whose directory was removed is left out,
 * and one that came from another shard and has copied nothing yet: it still has the history of its former primary.
 */
export function heirsOf(id: string, observed: Observed): [string, AnsweringNode][] {
  const others = new Set(
    [...observed.values()].flatMap((node) =>
      node.answers && node.id !== id && (myself(node)?.slots.length ?? 0) > 0
        ? (node.history?.id ?? [])
        : [],
    ),
  );
  return followersOf(id, observed).filter(
    ([, { directoryRemoved, history }]) =>
      !directoryRemoved && (history === undefined || !others.has(history.id)),
  );
}

/** Whether primaries that meet a condition are more than half of those that a node knows: only then one is elected. */
export function hasMajority(
  { views }: AnsweringNode,
  observed: Observed,
  votes: (node: AnsweringNode) => boolean,
): boolean {
  const owners = views.filter(({ slots }) => slots.length > 0);
  const running = new Map(
    [...observed.values()].flatMap((node) => (node.answers ? [[node.id, node] as const] : [])),
  );
  const voters = owners.filter(({ id }) => {
    const node = running.get(id);
    return node !== undefined && votes(node);
  });
  return 2 * voters.length > owners.length;
}

/** The names of the primaries that a node knows and that do not answer, or answer with another node ID. */
export function silentOwners({ views }: AnsweringNode, observed: Observed): string[] {
  const running = new Set([...observed.values()].flatMap((node) => (node.answers ? node.id : [])));
  return views.flatMap(({ id, name, slots }) =>
    slots.length > 0 && !running.has(id) ? [name] : [],
  );
}

/**
 * The name of the replica that has the newest data: the only one, or the one that is furthest in the history that
 * all of them share. Undefined if that is not known.
 */
export function newestOf(
  replicas: readonly (readonly [string, AnsweringNode])[],
): string | undefined {
  const [first, ...others] = replicas;
  if (first === undefined || others.length === 0) return first?.[0];
  const histories = replicas.map(([, { history }]) => history?.id);
  if (histories.includes(undefined) || new Set(histories).size > 1) return undefined;
  const offsetOf = ({ history }: AnsweringNode) => history?.offset ?? 0;
  return [...replicas].sort(([, a], [, b]) => offsetOf(b) - offsetOf(a))[0]?.[0];
}

/** What running nodes know of the named node, where they think that it owns slots. */
export function ownerViews(name: string, observed: Observed): NodeView[] {
  return [...observed.values()].flatMap((node) =>
    node.answers ? node.views.filter((view) => view.name === name && view.slots.length > 0) : [],
  );
}
