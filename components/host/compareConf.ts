import type { ConfState, Difference } from "../cluster/state/confState";
import type { ConfOnDisk } from "./confOnDisk";
import { ignoredDirectives } from "./ignoredDirectives";
import { isOwned } from "./ownedDirectives";

/** Set by steps of their own, and never shown. */
const SECRETS = ["requirepass", "masterauth"];
/** It follows from the password. */
const WITH_PASSWORD = "protected-mode";
/** Directives that a server changes itself: to 1 in cluster mode, to what its open files allow. */
const SET_BY_SERVER = ["databases", "maxclients"];

/** The values of each directive, in the order of its lines. */
type Lines = ReadonlyMap<string, readonly string[]>;

/** Compares a running node's conf. @param declared its whole text @param running the reply to CONFIG GET * */
export function compareConf(
  declared: string,
  disk: ConfOnDisk,
  running: ReadonlyMap<string, string>,
): ConfState {
  const lines = linesOf(declared);
  const changes = changesOf(linesOf(disk.active ?? ""), lines);
  const { effective } = disk;
  const isStaged = disk.staged === declared;
  const isActive = disk.active === declared && disk.staged === undefined;
  if (effective?.conf !== declared || !(isStaged || isActive)) {
    return { declared: "missing", changes: changes.map(describe), drift: [], pending: [] };
  }
  // The server does not list them, so nothing but a restart is known to set them.
  const isUnknown = ({ name }: Change) => !effective.values.has(name) && !SECRETS.includes(name);
  const unlisted = isStaged ? changes.filter(isUnknown) : [];
  const pending = [...disk.pending, ...unlisted.map(({ name }) => name)];
  const ignored = ignoredDirectives(lines, effective.values);
  return {
    declared: isActive ? "active" : "staged",
    changes: changes.map(describe),
    drift: driftOf(effective.values, running, lines).filter(({ name }) => !pending.includes(name)),
    pending,
    ...(ignored.length === 0 ? {} : { ignored }),
  };
}

function driftOf(
  effective: ReadonlyMap<string, string>,
  running: ReadonlyMap<string, string>,
  declared: Lines,
): Difference[] {
  // If the program was replaced since the server started, its defaults may be different.
  const isSameProgram = [...effective.keys()].every((name) => running.has(name));
  // Servers list their directives in no fixed order.
  const sorted = [...effective].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([name, to]) => {
    const from = running.get(name);
    const differs = from !== undefined && from !== to;
    const isFixed = isSameProgram && !SET_BY_SERVER.includes(name);
    const isCompared = !isOwned(name) && (declared.has(name) || isFixed);
    // Under its new name the directive is listed too.
    const newName = name.replace("slave", "replica").replaceAll("_", "-");
    const isOldName = newName !== name && effective.has(newName);
    return differs && isCompared && !isOldName ? [{ name, from, to }] : [];
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
    .filter(({ name, was, is }) => was !== is && name !== WITH_PASSWORD);
}

function describe({ name, was, is }: Change): string {
  if (SECRETS.includes(name)) return `a new ${name}`;
  if (is === undefined) return `no ${name}, was ${was}`;
  return was === undefined ? `${name} ${is}` : `${name} ${is}, was ${was}`;
}

function textOf(lines: Lines, name: string): string | undefined {
  return lines.get(name)?.join(" and ");
}

/** Skips comments: an older version did not write the mark, which is no change to report. */
function linesOf(conf: string): Lines {
  const lines = new Map<string, string[]>();
  for (const line of conf.split("\n").filter((text) => !/^(#|$)/.test(text))) {
    const [name = ""] = line.split(" ", 1);
    lines.set(name, [...(lines.get(name) ?? []), line.slice(name.length + 1)]);
  }
  return lines;
}
