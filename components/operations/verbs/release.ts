import type { RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { connectHost } from "../ssh/connectHost";
import { NoDirectory } from "../ssh/hostLock";
import { acquireLock } from "../ssh/hostLocks";

/**
 * Removes the hold files of all nodes, so that each may be stopped: what a destroy does first.
 * A host that cannot be reached keeps its own and is named; it does not stop the others.
 *
 * @returns a sentence for each host that was not released.
 * @throws Error that names the holder when another run holds a host's lock.
 */
export async function release(spec: RunSpec): Promise<string[]> {
  const results = await Promise.all(spec.hosts.map((host) => releaseHost(host, spec)));
  return results.flatMap((result) => result ?? []);
}

async function releaseHost(host: RunHost, spec: RunSpec): Promise<string | undefined> {
  let client: Awaited<ReturnType<typeof connectHost>>;
  try {
    client = await connectHost(host.ssh, spec.credentials);
  } catch (error) {
    return `${messageOf(error)}; its nodes are still held`;
  }
  try {
    const lock = await acquireLock(client, host.address, spec);
    try {
      for (const port of host.ports) await lock.release(port);
    } finally {
      lock.close();
    }
  } catch (error) {
    // A host that was set up anew has nothing to let go.
    if (!(error instanceof NoDirectory)) throw error;
  }
  return undefined;
}
