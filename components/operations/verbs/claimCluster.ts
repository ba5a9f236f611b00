import { foreignOwner } from "../../cluster/checks/ownership";
import {
  type ClusterRecord,
  newestRecord,
  nextRecord,
  sameRecord,
} from "../../cluster/state/clusterRecord";
import type { ClaimSpec } from "../../spec/claimSpec";
import { requireRecords } from "../converge/hostRecords";
import { acquireLocks } from "../ssh/hostLocks";

/** The output of the resource that claims the cluster. */
export interface Claim {
  readonly owner: string;
  /** A random text that every host's record repeats. */
  readonly claim: string;
}

/**
 * Records on every host that this stack manages the cluster, and by which claim it may be stopped. The servers
 * are not touched.
 * @param previous the claim of the stack's state, which is kept
 * @throws Error if a host does not answer, another run holds its lock, or another stack owns the cluster
 */
export async function claimCluster(spec: ClaimSpec, previous: string | undefined): Promise<Claim> {
  const { owner, adopt } = spec;
  const locks = await acquireLocks(spec, { makeDirectory: true });
  try {
    const found = await Promise.all(
      [...locks.values()].map(async (lock) => ({ lock, ...(await lock.inspect([])) })),
    );
    const records = requireRecords(
      found.map(({ lock, record }) => [lock.address, record]),
      spec,
    );
    const known = previous === undefined ? {} : { claim: previous };
    const foreign = foreignOwner(records, {
      owner,
      ...known,
      ...(adopt === undefined ? {} : { adopt }),
    });
    if (foreign !== undefined) throw new Error(foreign);
    const claim = previous ?? crypto.randomUUID();
    const members = newestRecord(records)?.members ?? {};
    const next = nextRecord(records, { owner, claim, members });
    const outdated = found.filter(({ record }) => !isSame(record, next));
    await Promise.all(outdated.map(({ lock }) => lock.record(next)));
    return { owner, claim };
  } finally {
    for (const lock of locks.values()) lock.close();
  }
}

function isSame(record: ClusterRecord | "unreadable" | undefined, next: ClusterRecord): boolean {
  return typeof record === "object" && sameRecord(record, next);
}
