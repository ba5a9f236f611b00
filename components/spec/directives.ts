/** More redis.conf directives, as written there: `{ "maxmemory": "1gb", "save": ["900 1", "300 10"] }`. */
export type Directives = Readonly<Record<string, string | readonly string[]>>;

/** True if neither an append-only file nor snapshots keep keys on disk. */
export function keepsNothing({ appendonly, save }: Directives): boolean {
  const isOff = [appendonly ?? "yes"].flat().at(-1) === "no";
  // Without a line the server has its own, which keep keys.
  const snapshots = [save ?? "the server's own"].flat();
  return isOff && snapshots.every((value) => /^("")?$/.test(value));
}

/** Bytes by the units of redis.conf. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["k", 1000],
  ["kb", 1024],
  ["m", 1000 ** 2],
  ["mb", 1024 ** 2],
  ["g", 1000 ** 3],
  ["gb", 1024 ** 3],
]);

/** The bytes above which a server refuses writes, 0 for none; undefined if maxmemory is not set, or not a number. */
export function memoryLimit(directives: Directives): number | undefined {
  const { maxmemory } = directives;
  const policy = [directives["maxmemory-policy"] ?? "noeviction"].flat().at(-1);
  if (maxmemory !== undefined && policy !== "noeviction") return 0;
  const [, digits, unit = ""] =
    /^(\d+)([a-z]*)$/i.exec([maxmemory ?? ""].flat().at(-1) ?? "") ?? [];
  const factor = UNITS.get(unit.toLowerCase());
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
