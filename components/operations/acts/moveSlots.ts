import type { Redis } from "ioredis";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { countSlots, type SlotRange, slotsIn } from "../../cluster/spec/slots";
import type { Step } from "../../cluster/steps/step";
import { messageOf } from "../../text/messageOf";
import { copyFunctions } from "../redis/copyFunctions";
import { migrateSlots } from "../redis/migrateSlots";
import { moveKeys } from "../redis/moveKeys";
import { offers } from "../redis/offers";
import { type Command, pipeline } from "../redis/pipeline";
import { type Act, idOf, lockOf, type StepContext } from "./stepContext";

/** Slots that are open at the same time. A server saves its nodes.conf once for all commands of one write. */
const BATCH = 32;

/** At once where both servers can, and no limit is set; else key by key. */
export const moveSlots: Act<"moveSlots"> = (step, context) => {
  context.progress.begin(countSlots(step.slots));
  return context.pace.run(() => move(step, context));
};

async function move(step: Step<"moveSlots">, context: StepContext): Promise<void> {
  const { node, to, slots } = step;
  const { connections, progress, pace } = context;
  const [source, target] = await Promise.all([connections.to(node), connections.to(to)]);
  // A script that clients call must be there before the keys.
  await copyFunctions(source, target);
  // A run that lost its lock must not go on: another one may move the same slots.
  const requireLocks = () => {
    for (const name of [node, to]) lockOf(name, context).requireHeld();
  };
  const both = await Promise.all([source, target].map((one) => offers(one, MIGRATE_SLOTS)));
  requireLocks();
  const targetId = idOf(to, context);
  const canMoveAtOnce = both.every((one) => one) && !pace.isLimited;
  if (canMoveAtOnce && (await migrateSlots(source, { slots, targetId }))) {
    progress.moved(countSlots(slots), await countKeys(target, slots));
    return;
  }
  for (const rest = slotsIn(slots); rest.length > 0; ) {
    requireLocks();
    const batch = rest.splice(0, BATCH);
    const keys = await moveBatch(batch, { step, context, source, target });
    progress.moved(batch.length, keys);
  }
}

const MIGRATE_SLOTS = "cluster|migrateslots";

async function countKeys(client: Redis, slots: readonly SlotRange[]): Promise<number> {
  const count = (slot: number): Command => ["CLUSTER", "COUNTKEYSINSLOT", slot];
  const counts = await pipeline(client, slotsIn(slots).map(count));
  return counts.reduce<number>((sum, keys) => sum + Number(keys), 0);
}

/** Returns the number of keys. The owner changes once the source has no key left, at the target first. */
async function moveBatch(
  slots: readonly number[],
  from: {
    readonly step: Step<"moveSlots">;
    readonly context: StepContext;
    readonly source: Redis;
    readonly target: Redis;
  },
): Promise<number> {
  const { step, context, source, target } = from;
  const { node, to, others } = step;
  await pipeline(target, setSlots(slots, "IMPORTING", idOf(node, context)));
  await pipeline(source, setSlots(slots, "MIGRATING", idOf(to, context)));
  const { password, pace } = context;
  const spend = (count: number) => pace.spend(count);
  const keys = await moveKeys(source, slots, { ...addressIn(to), password, spend });
  const owner = setSlots(slots, "NODE", idOf(to, context));
  await pipeline(target, owner);
  await pipeline(source, owner).catch((error: unknown) => {
    // It learned of the last of its slots from the target first, and has become its replica.
    if (!messageOf(error).includes("only with masters")) throw error;
  });
  const told = others.map(async (other) => pipeline(await context.connections.to(other), owner));
  // One that does not answer learns it from the others.
  await Promise.allSettled(told);
  return keys;
}

/** The owner's copy of a key is the newer one, so the other is removed. */
export const closeSlots: Act<"closeSlots"> = async ({ node, owner, slots: ranges }, context) => {
  const { connections, password } = context;
  const slots = slotsIn(ranges);
  const client = await connections.to(node);
  const stable = slots.map((slot): Command => ["CLUSTER", "SETSLOT", slot, "STABLE"]);
  if (node !== owner) {
    // Without it, a node that is not the owner does not touch the keys.
    await pipeline(client, setSlots(slots, "IMPORTING", idOf(owner, context)));
    // As long as the owner has them open, it takes no key, and sends clients to the node with new ones.
    await pipeline(await connections.to(owner), stable);
    await moveKeys(client, slots, { ...addressIn(owner), password, isStale: true });
  }
  await pipeline(client, stable);
};

function setSlots(
  slots: readonly number[],
  state: "IMPORTING" | "MIGRATING" | "NODE",
  id: string,
): Command[] {
  return slots.map((slot) => ["CLUSTER", "SETSLOT", slot, state, id]);
}

function addressIn(name: string): { readonly address: string; readonly port: number } {
  return { address: addressOf(name), port: portOf(name) };
}
