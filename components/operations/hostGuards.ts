import { hostname, userInfo } from "node:os";
import { connectHost } from "./connectHost";
import { HostGuard } from "./hostGuard";
import type { RunHost, RunSpec } from "./runSpec";

/**
 * Takes the lock of every host: of the first one alone, so that of two runs one is turned away
 * before it holds anything, then of the others at once.
 *
 * @throws Error that names the host that cannot be reached, or the holder of its lock.
 */
export async function takeGuards(spec: RunSpec): Promise<ReadonlyMap<string, HostGuard>> {
  const hosts = [...spec.hosts].sort((a, b) => (a.address < b.address ? -1 : 1));
  const who = describeRun();
  const taken: HostGuard[] = [];
  const take = async (host: RunHost) => {
    const client = await connectHost(host.ssh, spec.credentials);
    const { address } = host;
    const { directory, serverCommand } = spec;
    taken.push(await HostGuard.take(client, { address, directory, serverCommand, who }));
  };
  try {
    const [first, ...rest] = hosts;
    if (first !== undefined) await take(first);
    const results = await Promise.allSettled(rest.map(take));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    for (const guard of taken) guard.close();
    throw error;
  }
  return new Map(taken.map((guard) => [guard.address, guard]));
}

/** Who holds the lock, for whoever meets it: `"root@operator, process 4711, since 2026-01-31T10:02:33Z"`. */
export function describeRun(): string {
  const since = new Date().toISOString().replace(/\.\d+/, "");
  return `${userInfo().username}@${hostname()}, process ${process.pid}, since ${since}`;
}
