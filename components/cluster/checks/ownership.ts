import { adoptFrom } from "../../text/cures/clusterCures";
import { addressOf } from "../spec/clusterSpec";
import { nameOrCountHosts } from "../spec/nodeList";
import { type ClusterRecord, newestRecord } from "../state/clusterRecord";

/** Who this stack is, and whose cluster it may take over. */
export interface Claimant {
  /** `"acme/redis-cluster/prod"` */
  readonly owner: string;
  /** The owner that the configuration names; none if it adopts nothing. */
  readonly adopt?: string;
  /** The claim of this stack's state; undefined if that has none or is not known yet. */
  readonly claim?: string;
}

/**
 * Says why the cluster of `records` is not this stack's to manage; undefined if it is. A renamed stack is still
 * the owner: its state has the claim.
 */
export function foreignOwner(
  records: Iterable<ClusterRecord>,
  { owner, adopt, claim }: Claimant,
): string | undefined {
  const record = newestRecord(records);
  if (record === undefined || [owner, adopt].includes(record.owner) || record.claim === claim) {
    return undefined;
  }
  return [
    "These nodes belong to another stack. Nothing was changed.",
    `  owner    ${record.owner || "not recorded"}, last changed ${formatTime(record.changed)}`,
    `  members  ${describeMembers(record)}`,
    adoptFrom(record.owner),
  ].join("\n");
}

function describeMembers({ members }: ClusterRecord): string {
  const names = Object.keys(members);
  if (names.length === 0) return "none yet: the cluster is not formed";
  const places = nameOrCountHosts([...new Set(names.map(addressOf))]);
  return `${names.length === 1 ? "1 node" : `${names.length} nodes`} on ${places}`;
}

/** `"2026-11-20T14:02:33Z"` to `"2026-11-20 14:02 UTC"`. */
export function formatTime(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}
