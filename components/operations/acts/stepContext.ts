import type { Redis } from "ioredis";
import { addressOf } from "../../cluster/spec/clusterSpec";
import type { ClusterRecord } from "../../cluster/state/clusterRecord";
import type { Step } from "../../cluster/steps/step";

export interface StepContext {
  readonly connections: Connections;
  /** By the host's address. */
  readonly locks: ReadonlyMap<string, NodeActs>;
  /** The node IDs of the members by name, as last observed; of nodes that leave also while they do not answer. */
  readonly ids: ReadonlyMap<string, string>;
  readonly confOf: (node: string) => string;
  /** The record of a cluster of these members. @param rebalancing as recorded by default */
  readonly recordOf: (
    members: ReadonlyMap<string, string>,
    rebalancing?: boolean | undefined,
  ) => ClusterRecord;
  readonly progress: MoveListener;
  readonly pace: Pace;
  /** The declared one. */
  readonly password: string | undefined;
}

/** Hears how far the moves of slots are. */
export interface MoveListener {
  /** @param slots that one more move is about */
  begin(slots: number): void;
  /** Some of its slots have another owner now, with that many keys. */
  moved(slots: number, keys: number): void;
}

/** Limits how fast slots move. */
export interface Pace {
  /** True if only so many keys may move in a second. */
  readonly isLimited: boolean;
  /** Runs a move once it may begin. */
  run(move: () => Promise<void>): Promise<void>;
  /** Waits until further keys may follow those that were moved. */
  spend(keys: number): Promise<void>;
}

interface Connections {
  to(node: string): Promise<Redis>;
}

export interface NodeActs {
  start(port: number, how: { readonly isEmpty: boolean }): Promise<void>;
  startNew(port: number, conf: string): Promise<void>;
  stop(port: number, conf: string): Promise<void>;
  remove(port: number): Promise<void>;
  writePidFile(port: number): Promise<void>;
  record(record: ClusterRecord): Promise<void>;
  restrictFiles(port: number): Promise<void>;
  /** @throws LockLost when another run may hold the lock */
  requireHeld(): void;
  stageConf(port: number, conf: string): Promise<void>;
  activateConf(port: number): Promise<void>;
  recordPending(port: number, names: readonly string[]): Promise<void>;
}

/** Performs steps of one kind; what they do is documented with their fields in cluster/steps. */
export type Act<K extends Step["kind"]> = (step: Step<K>, context: StepContext) => Promise<void>;

/** @throws Error when the host of the node is not locked */
export function lockOf(node: string, { locks }: StepContext): NodeActs {
  const lock = locks.get(addressOf(node));
  if (lock === undefined) throw new Error("its host is not locked");
  return lock;
}

/** @throws Error when the node did not answer when last observed */
export function idOf(node: string, { ids }: StepContext): string {
  const id = ids.get(node);
  if (id === undefined) throw new Error(`the node ID of ${node} is unknown`);
  return id;
}
