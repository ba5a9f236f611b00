import type { Redis } from "ioredis";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import type { SlotRange } from "../../cluster/spec/slots";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  type Settings,
  settingPairs,
} from "../../cluster/spec/temporarySettings";
import { describeStep, type Step } from "../../cluster/steps/step";
import { messageOf } from "../../text/messageOf";
import { setDirectives } from "../acts/setDirectives";
import type { NodeConnections } from "../redis/nodeConnections";
import { callAll } from "../redis/pipeline";
import type { HostGuard } from "../ssh/hostLock";
import { injectedStop } from "./injectedStop";

/** What steps act through. */
export interface Means {
  readonly connections: NodeConnections;
  /** By the host's address. */
  readonly guards: ReadonlyMap<string, HostGuard>;
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
export async function act(step: Step, means: Means): Promise<void> {
  try {
    await injectedStop(() => take(step, means));
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`Cannot ${describeStep(step)}: ${why}`, { cause: error });
  }
}

async function take(step: Step, means: Means): Promise<void> {
  const { connections } = means;
  switch (step.kind) {
    case "start":
      return guardOf(step.node, means).start(portOf(step.node));
    case "saveIdentity":
      await (await connections.to(step.node)).call("CLUSTER", "SAVECONFIG");
      return;
    case "hold":
      return guardOf(step.node, means).hold(portOf(step.node), idOf(step.node, means));
    case "setConfig":
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
        idOf(step.primary, means),
      );
      return;
    case "layConf":
      return guardOf(step.node, means).lay(portOf(step.node), means.confOf(step.node));
    case "setDirectives": {
      const pending = await setDirectives(await connections.to(step.node), step.values);
      if (pending.length > 0) await guardOf(step.node, means).pend(portOf(step.node), pending);
      return;
    }
    case "commitConf":
      return guardOf(step.node, means).commit(portOf(step.node));
    default: {
      const unknown: never = step;
      return unknown;
    }
  }
}

async function setConfig(client: Redis, settings: Settings): Promise<void> {
  const pairs = settingPairs(settings);
  // Servers before 7.0 take one pair at a time.
  await callAll(
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
  await callAll(
    client,
    peers.map((peer) => ["CLUSTER", "MEET", addressOf(peer), portOf(peer)]),
  );
}

function guardOf(node: string, { guards }: Means): HostGuard {
  const guard = guards.get(addressOf(node));
  if (guard === undefined) throw new Error("its host is not locked");
  return guard;
}

function idOf(node: string, { ids }: Means): string {
  const id = ids.get(node);
  if (id === undefined) throw new Error(`the node id of ${node} is not known`);
  return id;
}
