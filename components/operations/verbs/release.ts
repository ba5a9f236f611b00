import { nodeName } from "../../cluster/spec/clusterSpec";
import type { RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { connectHost } from "../ssh/connectHost";
import { type HostLock, LockLost, NoDirectory } from "../ssh/hostLock";
import { acquireLock } from "../ssh/hostLocks";

/** Returns a sentence for each unreachable host. @throws Error that names the holder of a lock */
export async function release(spec: RunSpec): Promise<string[]> {
  const results = await Promise.all(spec.hosts.map((host) => releaseHost(host, spec)));
  return results.flatMap((result) => result ?? []);
}

async function releaseHost(host: RunHost, spec: RunSpec): Promise<string | undefined> {
  let client: Awaited<ReturnType<typeof connectHost>>;
  try {
    client = await connectHost(host.ssh, spec.credentials);
  } catch (error) {
    return `${messageOf(error)}; its hold files remain`;
  }
  try {
    const lock = await acquireLock(client, { address: host.address, spec });
    try {
      for (const port of host.ports) await releaseNode(lock, port);
    } finally {
      lock.close();
    }
  } catch (error) {
    client.end();
    // A host that was reinstalled has nothing to release.
    if (!(error instanceof NoDirectory)) throw error;
  }
  return undefined;
}

async function releaseNode(lock: HostLock, port: number): Promise<void> {
  try {
    await lock.release(port);
  } catch (error) {
    if (error instanceof LockLost) throw error;
    const node = nodeName({ address: lock.address, port });
    throw new Error(`Cannot remove the hold file of ${node}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
