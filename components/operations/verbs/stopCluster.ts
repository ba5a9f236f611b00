import { section } from "../../cluster/checks/describeProblems";
import { formatTime } from "../../cluster/checks/ownership";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { nameOrCountHosts } from "../../cluster/spec/nodeList";
import { type ClusterRecord, newestRecord } from "../../cluster/state/clusterRecord";
import type { HostInspection } from "../../host/inspectScript";
import { parseStopped, stopCommand } from "../../host/stopScript";
import type { ClaimSpec } from "../../spec/claimSpec";
import type { RunHost } from "../../spec/runSpec";
import { DESTROY_AGAIN, UP_BEFORE_DESTROY, UP_THEN_DESTROY_AGAIN } from "../../text/cures/runCures";
import { messageOf } from "../../text/messageOf";
import { requireRecords } from "../converge/hostRecords";
import { recordsIn } from "../converge/joinHostFacts";
import { withLeaving } from "../converge/leavingHosts";
import { connectHost } from "../ssh/connectHost";
import { type HostLock, NoDirectory } from "../ssh/hostLock";
import { acquireLock } from "../ssh/hostLocks";
import { inspectHost } from "../ssh/inspectHost";
import { runCommand } from "../ssh/runCommand";

/** ms for all servers of a host: one without an append-only file saves its data first. */
const STOP_LIMIT = 600_000;

/** A host that answers; without a lock if it has no directory, and so nothing to lock. */
interface OpenHost {
  readonly host: RunHost;
  readonly client: Awaited<ReturnType<typeof connectHost>>;
  readonly lock: HostLock | undefined;
  readonly inspection: HostInspection;
}

/**
 * Stops every server of the cluster, and proves on each host that it has ended. Where the record carries another
 * claim than the one of the state, a newer resource manages the cluster: then nothing is stopped.
 * @returns what was done, one line each
 * @throws Error that names each host and each server that still runs
 */
export async function stopCluster(spec: ClaimSpec, claim: string): Promise<string[]> {
  const { hosts, unreached } = await openAll(spec);
  try {
    const newer = newerClaim(hosts, { spec, claim });
    if (newer !== undefined) return newer;
    const results = await Promise.allSettled(hosts.map((host) => stopHost(host, spec)));
    const failures = results.flatMap((result) =>
      result.status === "rejected" ? [messageOf(result.reason)] : result.value.failures,
    );
    const left = [...unreached, ...failures];
    if (left.length > 0) {
      throw new Error(section(`Not every server was stopped. ${DESTROY_AGAIN}`, left));
    }
    const stopped = results.flatMap((result) =>
      result.status === "fulfilled" ? result.value.stopped : [],
    );
    const addresses = hosts.map(({ host }) => host.address);
    return [describeStop(stopped.length, { ...spec, addresses })];
  } finally {
    for (const { lock, client } of hosts) {
      lock?.close();
      client.end();
    }
  }
}

/** Also the hosts of members that a change of the configuration was to remove: it may be half done. */
async function openAll(
  spec: ClaimSpec,
): Promise<{ readonly hosts: readonly OpenHost[]; readonly unreached: readonly string[] }> {
  const declared = await Promise.allSettled(spec.hosts.map((host) => openHost(host, spec)));
  const inspections = declared.flatMap((result) =>
    result.status === "fulfilled"
      ? [[result.value.host.address, result.value.inspection] as const]
      : [],
  );
  const records = recordsIn(new Map(inspections));
  const others = withLeaving(spec.hosts, records).slice(spec.hosts.length);
  const all = [
    ...declared,
    ...(await Promise.allSettled(others.map((host) => openHost(host, spec)))),
  ];
  return {
    hosts: all.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    unreached: all.flatMap((result) =>
      result.status === "rejected" ? [messageOf(result.reason)] : [],
    ),
  };
}

async function openHost(host: RunHost, spec: ClaimSpec): Promise<OpenHost> {
  const { address, ports, ssh } = host;
  let client = await connectHost(ssh, spec.credentials);
  try {
    const lock = await acquireLock(client, { address, spec }).catch((error: unknown) => {
      if (error instanceof NoDirectory) return undefined;
      throw error;
    });
    const { directory, serverCommand } = spec;
    // acquireLock ends the connection of a host without the directory.
    if (lock === undefined) client = await connectHost(ssh, spec.credentials);
    const inspection = await inspectHost(client, { address, directory, serverCommand, ports });
    return { host, client, lock, inspection };
  } catch (error) {
    client.end();
    throw error;
  }
}

/** Returns what to say if a newer claim manages the cluster. @throws Error if only some hosts have one */
function newerClaim(
  hosts: readonly OpenHost[],
  { spec, claim }: { readonly spec: ClaimSpec; readonly claim: string },
): string[] | undefined {
  const found = hosts.map(({ host, inspection }) => [host.address, inspection.record] as const);
  const records = requireRecords(found, spec);
  const newer = newestRecord(records.filter((record) => record.claim !== claim));
  if (newer === undefined) return undefined;
  const when = `${newer.owner}, ${formatTime(newer.changed)}`;
  if (records.every((record) => record.claim !== claim)) {
    return [
      `Warning: nothing was stopped. A newer claim manages this cluster (${when}).`,
      UP_BEFORE_DESTROY,
    ];
  }
  throw new Error(
    section(
      `Nothing was stopped: some hosts have a newer claim (${when}). ${UP_THEN_DESTROY_AGAIN}`,
      found.flatMap(([address, record]) => (isNewer(record, claim) ? [address] : [])),
    ),
  );
}

function isNewer(record: ClusterRecord | "unreadable" | undefined, claim: string): boolean {
  return typeof record === "object" && record.claim !== claim;
}

async function stopHost(
  { host, client, inspection }: OpenHost,
  spec: ClaimSpec,
): Promise<{ readonly stopped: readonly number[]; readonly failures: readonly string[] }> {
  const { address } = host;
  const { directory, serverCommand, onDestroy } = spec;
  const ports = portsOf(host, inspection);
  const command = stopCommand({ address, directory, serverCommand, ports, onDestroy });
  try {
    return parseStopped(await runCommand(client, command, { limit: STOP_LIMIT }), ports);
  } catch (error) {
    throw new Error(`Cannot stop the servers on ${address}: ${messageOf(error)}`, { cause: error });
  }
}

/** The declared ports and those of all members: a change of the configuration may be half done. */
function portsOf({ address, ports }: RunHost, { held, record }: HostInspection): number[] {
  const members = typeof record === "object" ? Object.keys(record.members) : [];
  const here = members.filter((name) => addressOf(name) === address).map(portOf);
  return [...new Set([...ports, ...here, ...held])].sort((a, b) => a - b);
}

function describeStop(
  count: number,
  {
    directory,
    addresses,
    onDestroy,
  }: Pick<ClaimSpec, "directory" | "onDestroy"> & { readonly addresses: readonly string[] },
): string {
  const places = nameOrCountHosts(addresses);
  const data = onDestroy === "delete" ? "DELETED" : "KEPT";
  const servers = count === 1 ? "1 server" : `${count} servers`;
  return `Stopped ${servers} and ${data} the data in ${directory} on ${places} (onDestroy: ${onDestroy}).`;
}
