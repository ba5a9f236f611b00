/** What every host keeps of its cluster in `cluster.json`: which stack manages it, and its members. */
export interface ClusterRecord {
  /** The version of this format. */
  readonly format: 1;
  /** The stack that manages the cluster: `"acme/redis-cluster/prod"`. */
  readonly owner: string;
  /** A random text of the resource that may stop the cluster. */
  readonly claim: string;
  /** When it last changed, in UTC: `"2026-11-26T08:15:00Z"`. */
  readonly changed: string;
  /** Increases with each change. */
  readonly generation: number;
  /** The node IDs by name: `{ "10.1.0.11:7000": "3fa9.." }`; empty before the cluster is formed. */
  readonly members: Readonly<Record<string, string>>;
  /** How SSH reaches the hosts of the members, by address: they can leave the configuration. */
  readonly hosts?: Readonly<Record<string, RecordedSsh>>;
  /** True from before the first slot moves to another number of shards until the last one has. @default false */
  readonly rebalancing?: boolean;
}

export interface RecordedSsh {
  readonly user: string;
  readonly port: number;
  /** The only host key that is accepted: `"ssh-ed25519 AAAA..."`; any key if undefined. */
  readonly hostKey?: string;
}

/** Parses one line of JSON. Returns undefined for anything that is not a record of format 1. */
export function parseRecord(text: string): ClusterRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

const TYPES: Readonly<Record<Exclude<keyof ClusterRecord, "rebalancing" | "hosts">, string>> = {
  format: "number",
  owner: "string",
  claim: "string",
  changed: "string",
  generation: "number",
  members: "object",
};

function isRecord(value: unknown): value is ClusterRecord {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const members = fields.get("members");
  return (
    fields.get("format") === 1 &&
    Object.entries(TYPES).every(([name, type]) => typeof fields.get(name) === type) &&
    members !== null &&
    Object.values(Object(members)).every((id) => typeof id === "string") &&
    Object.values(Object(fields.get("hosts"))).every(isSsh)
  );
}

function isSsh(value: unknown): boolean {
  const fields = new Map<string, unknown>(Object.entries(Object(value)));
  const hostKey = fields.get("hostKey");
  return (
    typeof fields.get("user") === "string" &&
    typeof fields.get("port") === "number" &&
    (hostKey === undefined || typeof hostKey === "string")
  );
}

/** The record of the highest generation: a run that was killed leaves older ones on some hosts. */
export function newestRecord(records: Iterable<ClusterRecord>): ClusterRecord | undefined {
  return [...records].sort((a, b) => b.generation - a.generation)[0];
}

/** True if any of the records names members: before a cluster is formed none does. */
export function nameMembers(records: readonly ClusterRecord[]): boolean {
  return records.some(({ members }) => Object.keys(members).length > 0);
}

/** The record that replaces those of all hosts. @param content keeps `rebalancing` and the hosts by default */
export function nextRecord(
  records: Iterable<ClusterRecord>,
  content: Pick<ClusterRecord, "owner" | "claim" | "members" | "rebalancing" | "hosts">,
): ClusterRecord {
  const newest = newestRecord(records);
  const { rebalancing = newest?.rebalancing === true, hosts = newest?.hosts, ...rest } = content;
  const changed = new Date().toISOString().replace(/\.\d+/, "");
  const generation = (newest?.generation ?? 0) + 1;
  return {
    format: 1,
    ...rest,
    ...(hosts === undefined ? {} : { hosts }),
    ...(rebalancing ? { rebalancing } : {}),
    changed,
    generation,
  };
}

/** True if two records say the same, whenever they were written. */
export function sameRecord(a: ClusterRecord, b: ClusterRecord): boolean {
  return contentOf(a) === contentOf(b);
}

export function sameMembers(a: ClusterRecord, b: ClusterRecord): boolean {
  return membersIn(a) === membersIn(b);
}

function contentOf({ owner, claim, members, hosts, rebalancing = false }: ClusterRecord): string {
  const reached = Object.entries(hosts ?? {}).sort();
  return JSON.stringify([owner, claim, membersIn({ members }), reached, rebalancing]);
}

function membersIn({ members }: Pick<ClusterRecord, "members">): string {
  return JSON.stringify(Object.entries(members).sort());
}
