import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { groupBy } from "../../cluster/spec/groupBy";
import type { ClusterRecord } from "../../cluster/state/clusterRecord";
import type { Observed } from "../../cluster/state/observed";
import { isUnformed, joinedNodes } from "../../cluster/state/unformed";
import { messageOf } from "../../text/messageOf";

/** Times that nodes are reset: a message that was under way may introduce one to another again. */
const RESETS = 5;

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
  readonly locks: ReadonlyMap<string, { discard(port: number): Promise<void> }>;
  /** Makes a node forget its peers and slots, under its node ID. @throws Error if it is a primary with keys */
  readonly reset: (node: string) => Promise<void>;
}

/**
 * Stops the servers of a first `up` that failed before any node served, so that the next one begins anew. Each part
 * may be the last: first the nodes forget each other, then each is stopped and its empty files are removed.
 * @returns what was done: one sentence; undefined if the servers may be in use, or this run did not create them
 */
export async function undoCreation(ports: UndoPorts): Promise<string | undefined> {
  const { observer, claim } = ports;
  const observed = await observer.observeWithHosts();
  const isOurs = claim !== undefined && observer.records().every((one) => one.claim === claim);
  if (!isOurs || !isUnformed(observed, observer.members())) return undefined;
  const names = [...observed.keys()];
  try {
    await resetAll(observed, ports);
    await Promise.all(
      [...groupBy(names, addressOf)].map(([address, all]) => discardAll(address, all, ports)),
    );
  } catch (error) {
    return `Some of its servers still run: ${messageOf(error)}`;
  }
  const servers = names.length === 1 ? "empty server was" : `${names.length} empty servers were`;
  return `The cluster was never formed: its ${servers} stopped, and their empty files removed.`;
}

/** @throws Error if a node has keys, or keeps getting peers */
async function resetAll(before: Observed, { observer, reset }: UndoPorts): Promise<void> {
  let names = joinedNodes(before);
  for (let times = 0; names.length > 0; times++) {
    if (times === RESETS) throw new Error(`${names.join(", ")} would not forget their peers`);
    // One after the other: the primaries come first, and the first that has a key ends it.
    for (const name of names) await reset(name);
    names = joinedNodes(await observer.observe());
  }
}

async function discardAll(
  address: string,
  names: readonly string[],
  { locks }: UndoPorts,
): Promise<void> {
  const lock = locks.get(address);
  if (lock === undefined) throw new Error(`${address} is not locked`);
  for (const name of names) {
    await lock.discard(portOf(name)).catch((error: unknown) => {
      throw new Error(`Cannot stop ${name}: ${messageOf(error)}`, { cause: error });
    });
  }
}
