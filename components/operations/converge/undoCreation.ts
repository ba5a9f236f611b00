import { clusterProblems } from "../../cluster/checks/health";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { groupBy } from "../../cluster/spec/groupBy";
import type { Topology } from "../../cluster/spec/topology";
import type { ClusterRecord } from "../../cluster/state/clusterRecord";
import type { Observed } from "../../cluster/state/observed";
import { joinedNodes, unformedServers } from "../../cluster/state/unformed";
import { RUN_UP_AGAIN } from "../../text/cures/runCures";
import { messageOf } from "../../text/messageOf";
import { LockLost } from "../ssh/hostLock";

/** Times that nodes are reset: a message that was under way may introduce one to another again. */
const RESETS = 5;

interface CreationLock {
  requireFirstStart(port: number): Promise<void>;
  discard(port: number): Promise<void>;
}

export interface UndoPorts {
  readonly observer: {
    observe(): Promise<Observed>;
    observeWithHosts(): Promise<Observed>;
    members(): readonly string[];
    records(): readonly ClusterRecord[];
  };
  /** The claim of this run; without one nothing is undone. */
  readonly claim: string | undefined;
  /** By the host's address. */
  readonly locks: ReadonlyMap<string, CreationLock>;
  /** Makes a node forget its peers and slots, under its node ID. @throws Error if it is a primary with keys */
  readonly reset: (node: string) => Promise<void>;
}

/**
 * Stops the servers that a first `up` started and did not form a cluster of, so that the next one begins anew. Some nodes
 * may not have been created. It may be killed anywhere: first the nodes forget each other, then each is stopped and its
 * empty files are removed.
 * @returns what was done: one sentence; undefined if nothing, as the servers may be in use or older than the claim
 */
export async function undoCreation(
  topology: Topology,
  ports: UndoPorts,
): Promise<string | undefined> {
  const { observer, locks, claim } = ports;
  const observed = await observer.observeWithHosts();
  const records = observer.records();
  const isOurs = records.length === locks.size && records.every((one) => one.claim === claim);
  const isFormed = clusterProblems(topology, observed).length === 0;
  const servers = unformedServers(observed, observer.members()) ?? [];
  if (!isOurs || isFormed || servers.length === 0) return undefined;
  const hosts = [...groupBy(servers, addressOf)].map(([address, names]) => {
    const lock = locks.get(address);
    if (lock === undefined) throw new Error(`${address} is not locked`);
    return { lock, names };
  });
  await onEach(hosts, (lock, port) => lock.requireFirstStart(port));
  try {
    await resetAll(servers, observed, ports);
    await onEach(hosts, (lock, port) => lock.discard(port));
  } catch (error) {
    return `Some of its servers still run. ${messageOf(error)}`;
  }
  const were = servers.length === 1 ? "empty server was" : `${servers.length} empty servers were`;
  return `The cluster was never formed: its ${were} stopped, and their empty files removed.`;
}

/** The error of a run, completed by what was undone. */
export async function withUndo(
  error: unknown,
  undo: () => Promise<string | undefined>,
): Promise<unknown> {
  // Another run may be at work.
  if (error instanceof LockLost) return error;
  // The error at hand is the one to report.
  const done = await undo().catch(() => undefined);
  if (done === undefined) return error;
  const text = messageOf(error).replace(`\n${RUN_UP_AGAIN}`, "");
  return new Error(`${text}\n${done}`, { cause: error });
}

/** All hosts at once, the nodes of each one by one. @throws Error that names the node */
async function onEach(
  hosts: readonly { readonly lock: CreationLock; readonly names: readonly string[] }[],
  act: (lock: CreationLock, port: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    hosts.map(async ({ lock, names }) => {
      for (const name of names) {
        await act(lock, portOf(name)).catch((error: unknown) => {
          throw new Error(`Cannot stop ${name}: ${messageOf(error)}`, { cause: error });
        });
      }
    }),
  );
}

/** @throws Error if a node has keys, or keeps getting peers */
async function resetAll(
  servers: readonly string[],
  before: Observed,
  { observer, reset }: UndoPorts,
): Promise<void> {
  const joined = (seen: Observed) => joinedNodes(seen).filter((name) => servers.includes(name));
  let names = joined(before);
  for (let times = 0; names.length > 0; times++) {
    if (times === RESETS) throw new Error(`${names.join(", ")} would not forget their peers`);
    // One after the other: the primaries come first, and the first that has a key ends it.
    for (const name of names) await reset(name);
    names = joined(await observer.observe());
  }
}
