import { hostname, userInfo } from "node:os";
import type { Client } from "ssh2";
import type { Credentials, RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { connectHost } from "./connectHost";
import { HostLock } from "./hostLock";

/**
 * Takes the lock of every host: of the first one alone, so that of two runs one is turned away
 * before it holds anything, then of the others at once.
 *
 * @throws Error that names the host that cannot be reached, or the holder of its lock.
 */
export async function acquireLocks(spec: RunSpec): Promise<ReadonlyMap<string, HostLock>> {
  const hosts = [...spec.hosts].sort((a, b) => (a.address < b.address ? -1 : 1));
  const clients = await connectAll(hosts, spec.credentials);
  const take = ([address, client]: [string, Client]) => acquireLock(client, address, spec);
  try {
    const [first, ...rest] = clients;
    const locks = first === undefined ? [] : [await take(first)];
    locks.push(...(await Promise.all(rest.map(take))));
    return new Map(locks.map((lock) => [lock.address, lock]));
  } catch (error) {
    // The end of its connection ends a lock, and so its lock.
    for (const [, client] of clients) client.end();
    throw error;
  }
}

/** Takes the lock of one host. @throws Error that names the holder */
export function acquireLock(client: Client, address: string, spec: RunSpec): Promise<HostLock> {
  const { directory, serverCommand } = spec;
  return HostLock.acquire(client, { address, directory, serverCommand, who: describeRun() });
}

/** Logs in to all hosts, or to none. */
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
  const failed = logins.flatMap((login) => (login.status === "rejected" ? [login.reason] : []));
  if (failed.length === 0) return clients;
  for (const [, client] of clients) client.end();
  throw new Error(failed.map(messageOf).join("\n"));
}

/** Who holds the lock, for whoever meets it: `"root@operator, process 4711, since 2026-01-31T10:02:33Z"`. */
export function describeRun(): string {
  const since = new Date().toISOString().replace(/\.\d+/, "");
  return `${userInfo().username}@${hostname()}, process ${process.pid}, since ${since}`;
}
