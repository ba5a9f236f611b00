import { hostname, userInfo } from "node:os";
import type { Client } from "ssh2";
import type { Credentials, RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { connectHost } from "./connectHost";
import { HostLock, NoDirectory } from "./hostLock";

/** What is needed to lock the hosts. */
type LockSpec = Pick<RunSpec, "hosts" | "directory" | "serverCommand" | "credentials">;

interface LockSettings {
  /** Whether a missing directory is made. @default false */
  readonly makeDirectory?: boolean;
  /** s without a sign of life after which a host ends the lock. @default 5 */
  readonly silence?: number;
}

/** Locks the first host alone: of two runs one fails before it holds anything. @throws Error */
export async function acquireLocks(
  spec: LockSpec,
  settings: LockSettings = {},
): Promise<ReadonlyMap<string, HostLock>> {
  const hosts = [...spec.hosts].sort((a, b) => (a.address < b.address ? -1 : 1));
  const clients = await connectAll(hosts, spec.credentials);
  const acquire = ([address, client]: [string, Client]) =>
    acquireLock(client, { address, spec, silence: silenceOf(hosts), ...settings });
  try {
    const [first, ...rest] = clients;
    const locks = first === undefined ? [] : [await acquire(first)];
    locks.push(...(await Promise.all(rest.map(acquire))));
    return new Map(locks.map((lock) => [lock.address, lock]));
  } catch (error) {
    // The script releases its lock when its connection ends.
    for (const [, client] of clients) client.end();
    throw error;
  }
}

/**
 * Locks the hosts that are not locked yet; one that does not answer, or has no directory, is left out.
 * @throws Error of a held lock
 */
export async function acquireOtherLocks(
  spec: LockSpec,
  locked: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, HostLock>> {
  const others = spec.hosts.filter(({ address }) => !locked.has(address));
  const results = await Promise.allSettled(
    others.map(async ({ address, ssh }) => {
      const client = await connectHost(ssh, spec.credentials).catch(() => undefined);
      if (client === undefined) return undefined;
      return acquireLock(client, { address, spec, silence: silenceOf(spec.hosts) }).catch(
        (error: unknown) => {
          if (error instanceof NoDirectory) return undefined;
          throw error;
        },
      );
    }),
  );
  const locks = results.flatMap((result) =>
    result.status === "fulfilled" && result.value !== undefined ? [result.value] : [],
  );
  const failure = results.find((result) => result.status === "rejected");
  if (failure === undefined) return new Map(locks.map((lock) => [lock.address, lock]));
  for (const lock of locks) lock.close();
  throw failure.reason;
}

/** Above 50 nodes a run may compute for long, where it shares few processors with their servers. */
function silenceOf(hosts: readonly RunHost[]): number {
  const nodes = hosts.reduce((sum, { ports }) => sum + ports.length, 0);
  return Math.max(5, Math.ceil(nodes / 10));
}

export function acquireLock(
  client: Client,
  {
    address,
    spec,
    ...settings
  }: LockSettings & { readonly address: string; readonly spec: Omit<LockSpec, "hosts"> },
): Promise<HostLock> {
  const { directory, serverCommand } = spec;
  const options = { address, directory, serverCommand, who: describeRun() };
  return HostLock.acquire(client, { ...options, ...settings });
}

async function connectAll(
  hosts: readonly RunHost[],
  credentials: Credentials,
): Promise<[string, Client][]> {
  const logins = await Promise.allSettled(
    hosts.map(
      async ({ address, ssh }): Promise<[string, Client]> => [
        address,
        await connectHost(ssh, credentials),
      ],
    ),
  );
  const clients = logins.flatMap((login) => (login.status === "fulfilled" ? [login.value] : []));
  const failures = logins.flatMap((login) => (login.status === "rejected" ? [login.reason] : []));
  if (failures.length === 0) return clients;
  for (const [, client] of clients) client.end();
  throw new Error(failures.map(messageOf).join("\n"));
}

/** Names this run: `"root@operator, process 4711, since 2026-01-31T10:02:33Z"`. */
export function describeRun(): string {
  const since = new Date().toISOString().replace(/\.\d+/, "");
  return `${userInfo().username}@${hostname()}, process ${process.pid}, since ${since}`;
}
