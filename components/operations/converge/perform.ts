import type { Redis } from "ioredis";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import type { SlotRange } from "../../cluster/spec/slots";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  settingPairs,
  type TemporarySettings,
} from "../../cluster/spec/temporarySettings";
import { describeStep, type Step } from "../../cluster/steps/step";
import { messageOf } from "../../text/messageOf";
import { setDirectives } from "../acts/setDirectives";
import type { NodeConnections } from "../redis/nodeConnections";
import { pipeline } from "../redis/pipeline";
import type { HostLock } from "../ssh/hostLock";
import { injectedStop } from "./injectedStop";

/** What steps act through. */
export interface StepContext {
  readonly connections: NodeConnections;
  /** By the host's address. */
  readonly locks: ReadonlyMap<string, HostLock>;
  /** The node ids by name, as observed last. */
  readonly ids: ReadonlyMap<string, string>;
  /** The text of a node's declared conf. */
  readonly confOf: (node: string) => string;
}

/**
 * Does one step. That it answered OK says nothing yet: whoever calls observes until it is so.
 *
 * @throws Error that names the step, when the node or its host refuses it.
 */
export async function perform(step: Step, context: StepContext): Promise<void> {
  try {
    await injectedStop(() => take(step, context));
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`Cannot ${describeStep(step)}: ${why}`, { cause: error });
  }
}

async function take(step: Step, context: StepContext): Promise<void> {
  const { connections } = context;
  switch (step.kind) {
    case "start":
      return lockOf(step.node, context).start(portOf(step.node));
    case "saveNodesConf":
      await (await connections.to(step.node)).call("CLUSTER", "SAVECONFIG");
      return;
    case "hold":
      return lockOf(step.node, context).hold(portOf(step.node), idOf(step.node, context));
    case "setTimeouts":
      return setConfig(
        await connections.to(step.node),
        step.settings === "forming" ? FORMING_SETTINGS : DECLARED_SETTINGS,
      );
    case "setEpoch":
      await (await connections.to(step.node)).call("CLUSTER", "SET-CONFIG-EPOCH", step.epoch);
      return;
    case "assignSlots":
      return assignSlots(await connections.to(step.node), step.slots);
    case "meet":
      return meet(await connections.to(step.node), step.peers);
    case "replicate":
      await (await connections.to(step.node)).call(
        "CLUSTER",
        "REPLICATE",
        idOf(step.primary, context),
      );
      return;
    case "stageConf":
      return lockOf(step.node, context).stageConf(portOf(step.node), context.confOf(step.node));
    case "setDirectives": {
      const pending = await setDirectives(await connections.to(step.node), step.values);
      if (pending.length > 0)
        await lockOf(step.node, context).recordPending(portOf(step.node), pending);
      return;
    }
    case "activateConf":
      return lockOf(step.node, context).activateConf(portOf(step.node));
    default: {
      const unknown: never = step;
      return unknown;
    }
  }
}

async function setConfig(client: Redis, settings: TemporarySettings): Promise<void> {
  const pairs = settingPairs(settings);
  // Servers before 7.0 take one pair at a time.
  await pipeline(
    client,
    pairs.map(([name, value]) => ["CONFIG", "SET", name, value]),
  );
}

async function assignSlots(client: Redis, ranges: readonly SlotRange[]): Promise<void> {
  const bounds = ranges.flatMap(({ start, end }) => [start, end]);
  if (await offers(client, "cluster|addslotsrange")) {
    await client.call("CLUSTER", "ADDSLOTSRANGE", ...bounds);
    return;
  }
  const slots = ranges.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, index) => start + index),
  );
  await client.call("CLUSTER", "ADDSLOTS", ...slots);
}

/** Whether the server has a subcommand; servers before 7.0 know none by name and answer null. */
async function offers(client: Redis, subcommand: string): Promise<boolean> {
  const reply = await client.call("COMMAND", "INFO", subcommand);
  return Array.isArray(reply) && Array.isArray(reply[0]);
}

async function meet(client: Redis, peers: readonly string[]): Promise<void> {
  await pipeline(
    client,
    peers.map((peer) => ["CLUSTER", "MEET", addressOf(peer), portOf(peer)]),
  );
}

function lockOf(node: string, { locks }: StepContext): HostLock {
  const lock = locks.get(addressOf(node));
  if (lock === undefined) throw new Error("its host is not locked");
  return lock;
}

function idOf(node: string, { ids }: StepContext): string {
  const id = ids.get(node);
  if (id === undefined) throw new Error(`the node id of ${node} is not known`);
  return id;
}
