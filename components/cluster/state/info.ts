/** @see https://redis.io/docs/latest/commands/info/ */
export function parseInfo(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) {
      fields.set(line.slice(0, colon), line.slice(colon + 1));
    }
  }
  return fields;
}

/** Counts the keys of all databases from the Keyspace section: `db0:keys=3,expires=0,avg_ttl=0`. */
export function countKeys(info: ReadonlyMap<string, string>): number {
  return [...info]
    .filter(([name]) => name.startsWith("db") && /^db\d+$/.test(name))
    .reduce((sum, [, value]) => sum + Number(/keys=(\d+)/.exec(value)?.[1] ?? 0), 0);
}
