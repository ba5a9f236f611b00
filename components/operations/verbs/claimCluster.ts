import { foreignOwner } from "../../cluster/checks/ownership";
import { nodeName, nodesOf } from "../../cluster/spec/clusterSpec";
import { nameOrCountHosts } from "../../cluster/spec/nodeList";
import {
  type ClusterRecord,
  nameMembers,
  newestRecord,
  nextRecord,
  sameRecord,
} from "../../cluster/state/clusterRecord";
import type { Claim, ClaimSpec } from "../../spec/claimSpec";
import type { RunHost } from "../../spec/runSpec";
import { REACH_FORMER_HOSTS } from "../../text/cures/runCures";
import { messageOf } from "../../text/messageOf";
import { requireRecords } from "../converge/hostRecords";
import { recordedHosts } from "../converge/leavingHosts";
import { type HostLock, LockLost } from "../ssh/hostLock";
import { acquireLocks, acquireOtherLocks } from "../ssh/hostLocks";

/** What the caller knows of the stack. */
export interface Claiming {
  /** Its name, `"acme/redis-cluster/prod"`; known at the creation of the resource only. */
  readonly owner?: string | undefined;
  /** The claim of its state, which is kept. */
  readonly previous?: string | undefined;
  /** The hosts of that claim. @default not known */
  readonly formerHosts?: readonly RunHost[];
}

/**
 * Records on every host that this stack manages the cluster, and by which claim it may be stopped. The servers
 * are not touched. Converge writes the owner where it is not known here.
 * @throws Error if a host does not answer, another run holds its lock, or another stack owns the cluster
 */
export async function claimCluster(spec: ClaimSpec, claiming: Claiming): Promise<Claim> {
  const locks = await acquireLocks(spec, { makeDirectory: true });
  try {
    const found = await Promise.all(
      [...locks.values()].map(async (lock) => ({ lock, ...(await lock.inspect([])) })),
    );
    const own = requireRecords(
      found.map(({ lock, record }) => [lock.address, record]),
      spec,
    );
    const former = nameMembers(own) ? [] : await recordsOfFormer(spec, claiming);
    const records = [...own, ...former];
    // An `up` that was killed early leaves newer ones without members.
    const newest = newestRecord(former) ?? newestRecord(own);
    requireOwn(records, spec, claiming);
    const isKept = newest !== undefined && newest.claim === claiming.previous;
    const claim = claiming.previous ?? crypto.randomUUID();
    const next = nextRecord(records, {
      owner: (isKept ? newest.owner : ownerOf(spec, claiming)) ?? "",
      claim,
      members: newest?.members ?? {},
      hosts: {
        ...newest?.hosts,
        ...recordedHosts(spec.hosts, nodesOf(spec.hosts).map(nodeName)),
      },
    });
    const outdated = found.filter(({ record }) => !isSame(record, next));
    await Promise.all(outdated.map(({ lock }) => write(next, lock, spec)));
    return { claim, hosts: spec.hosts.map(({ ssh }) => ssh) };
  } finally {
    for (const lock of locks.values()) lock.close();
  }
}

/** All hosts may be new: then only the former ones know the members. @throws Error if none of those answers */
async function recordsOfFormer(spec: ClaimSpec, claiming: Claiming): Promise<ClusterRecord[]> {
  const declared = new Set(spec.hosts.map(({ address }) => address));
  const hosts = (claiming.formerHosts ?? []).filter(({ address }) => !declared.has(address));
  if (hosts.length === 0) return [];
  const locks = await acquireOtherLocks({ ...spec, hosts }, new Map());
  try {
    if (locks.size === 0) {
      const names = nameOrCountHosts(hosts.map(({ address }) => address));
      throw new Error(`Cannot read the record of the cluster on ${names}. ${REACH_FORMER_HOSTS}`);
    }
    const found = await Promise.all(
      [...locks.values()].map(
        async (lock) => [lock.address, (await lock.inspect([])).record] as const,
      ),
    );
    return requireRecords(found, spec);
  } finally {
    for (const lock of locks.values()) lock.close();
  }
}

function ownerOf({ adoption }: ClaimSpec, { owner }: Claiming): string | undefined {
  return adoption?.by ?? owner;
}

function requireOwn(records: readonly ClusterRecord[], spec: ClaimSpec, claiming: Claiming): void {
  const { adoption } = spec;
  const { previous } = claiming;
  const foreign = foreignOwner(records, {
    owner: ownerOf(spec, claiming) ?? "",
    ...(previous === undefined ? {} : { claim: previous }),
    ...(adoption === undefined ? {} : { adopt: adoption.from }),
  });
  if (foreign !== undefined) throw new Error(foreign);
}

async function write(
  record: ClusterRecord,
  lock: HostLock,
  { directory }: ClaimSpec,
): Promise<void> {
  try {
    await lock.record(record);
  } catch (error) {
    if (error instanceof LockLost) throw error;
    const file = `${directory}/cluster.json on ${lock.address}`;
    throw new Error(`Cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function isSame(record: ClusterRecord | "unreadable" | undefined, next: ClusterRecord): boolean {
  return typeof record === "object" && sameRecord(record, next);
}
