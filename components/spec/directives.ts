/** More redis.conf directives, as written there: `{ "maxmemory": "1gb", "save": ["900 1", "300 10"] }`. */
export type Directives = Readonly<Record<string, string | readonly string[]>>;

/** True if neither an append-only file nor snapshots keep keys on disk. */
export function keepsNothing({ appendonly, save }: Directives): boolean {
  const isOff = [appendonly ?? "yes"].flat().at(-1) === "no";
  // Without a line the server has its own, which keep keys.
  const snapshots = [save ?? "the server's own"].flat();
  return isOff && snapshots.every((value) => /^("")?$/.test(value));
}
