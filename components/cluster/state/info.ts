import type { AnsweringNode } from "./observed";

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

/** The bytes of its data, of all that the server uses, and of its host, as far as INFO says. */
export function memoryIn(
  fields: ReadonlyMap<string, string>,
): Pick<AnsweringNode, "dataBytes" | "usedBytes" | "hostBytes"> {
  const [dataBytes = 0, usedBytes = 0, hostBytes = 0] = [
    "used_memory_dataset",
    "used_memory",
    "total_system_memory",
  ].map((name) => Number(fields.get(name) ?? 0));
  return {
    ...(dataBytes > 0 ? { dataBytes } : {}),
    ...(usedBytes > 0 ? { usedBytes } : {}),
    ...(hostBytes > 0 ? { hostBytes } : {}),
  };
}
