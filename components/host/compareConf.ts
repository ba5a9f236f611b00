import type { ConfState, Difference } from "../cluster/state/confState";
import type { ConfOnDisk } from "./inspectScript";
import { isOwned } from "./ownedDirectives";

/** What of a conf is nobody's business. */
const SECRETS = ["requirepass", "masterauth"];
/** Directives that a server changes by itself: to 1 in cluster mode, to what its open files allow. */
const OWN_WAYS = ["databases", "maxclients"];

/** By name, the values of several lines in their order. */
type Lines = ReadonlyMap<string, readonly string[]>;

/**
 * Compares the declared conf of a running node with what lies on its disk and what it runs with.
 *
 * @param declared is the conf's whole text
 * @param running is what CONFIG GET * says
 */
export function compareConf(
  declared: string,
  disk: ConfOnDisk,
  running: ReadonlyMap<string, string>,
): ConfState {
  const lines = linesOf(declared);
  const changes = changesOf(linesOf(disk.active ?? ""), lines);
  const { effective } = disk;
  const isBeside = disk.staged === declared;
  const isInForce = disk.active === declared && disk.staged === undefined;
  if (effective?.conf !== declared || !(isBeside || isInForce)) {
    return { declared: "missing", changes: changes.map(describe), drift: [], pending: [] };
  }
  const hidden = isBeside ? changes.filter(({ name }) => !effective.values.has(name)) : [];
  const pending = [...disk.pending, ...hidden.map(({ name }) => name)];
  return {
    declared: isInForce ? "active" : "staged",
    changes: changes.map(describe),
    drift: driftOf(effective.values, running, lines).filter(({ name }) => !pending.includes(name)),
    pending,
  };
}

function driftOf(
  effective: ReadonlyMap<string, string>,
  running: ReadonlyMap<string, string>,
  declared: Lines,
): Difference[] {
  // A program that was replaced since the server started may have other defaults.
  const isSameProgram = [...effective.keys()].every((name) => running.has(name));
  // A server lists its directives in no order.
  const sorted = [...effective].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([name, to]) => {
    const from = running.get(name);
    const isOther = from !== undefined && from !== to;
    const isFixed = isSameProgram && !OWN_WAYS.includes(name);
    const isOurs = !isOwned(name) && (declared.has(name) || isFixed);
    // Old names are told together with the new ones.
    const isOld = name.includes("slave") && effective.has(name.replace("slave", "replica"));
    return isOther && isOurs && !isOld ? [{ name, from, to }] : [];
  });
}

interface Change {
  readonly name: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

function changesOf(before: Lines, after: Lines): Change[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .map((name) => ({ name, was: textOf(before, name), is: textOf(after, name) }))
    .filter(({ was, is }) => was !== is);
}

function describe({ name, was, is }: Change): string {
  if (SECRETS.includes(name)) return `another ${name}`;
  if (is === undefined) return `no ${name}, was ${was}`;
  return was === undefined ? `${name} ${is}` : `${name} ${is}, was ${was}`;
}

function textOf(lines: Lines, name: string): string | undefined {
  return lines.get(name)?.join(" and ");
}

/** Without comments: a mark that an older version did not write is not a change for people. */
function linesOf(conf: string): Lines {
  const lines = new Map<string, string[]>();
  for (const line of conf.split("\n").filter((text) => !/^(#|$)/.test(text))) {
    const [name = ""] = line.split(" ", 1);
    lines.set(name, [...(lines.get(name) ?? []), line.slice(name.length + 1)]);
  }
  return lines;
}
