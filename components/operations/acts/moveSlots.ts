import type { Redis } from "ioredis";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { countSlots, slotsIn } from "../../cluster/spec/slots";
import type { Step } from "../../cluster/steps/step";
import { copyFunctions } from "../redis/copyFunctions";
import { migrateSlots } from "../redis/migrateSlots";
import { moveKeys } from "../redis/moveKeys";
import { offers } from "../redis/offers";
import { type Command, pipeline } from "../redis/pipeline";
import { type Act, idOf, lockOf, type StepContext } from "./stepContext";

/** Slots that are open at the same time. A server saves its nodes.conf once for all commands of one write. */
const BATCH = 32;

/** At once where both servers can, else key by key. */
export const moveSlots: Act<"moveSlots"> = async (step, context) => {
  const { node, to, slots } = step;
  const { connections, progress } = context;
  progress.begin(countSlots(slots));
  const [source, target] = await Promise.all([connections.to(node), connections.to(to)]);
  // A script that clients call must be there before the keys.
  await copyFunctions(source, target);
  const both = await Promise.all([source, target].map((one) => offers(one, MIGRATE_SLOTS)));
  if (both.every((one) => one)) {
    await migrateSlots(source, { slots, targetId: idOf(to, context) });
    progress.moved(countSlots(slots), 0);
    return;
  }
  const rest = slotsIn(slots);
  while (rest.length > 0) {
    // A run that lost its lock must not go on: another one may move the same slots.
    for (const name of [node, to]) lockOf(name, context).requireHeld();
    const batch = rest.splice(0, BATCH);
    const keys = await moveBatch(batch, { step, context, source, target });
    progress.moved(batch.length, keys);
  }
};

const MIGRATE_SLOTS = "cluster|migrateslots";

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
  const keys = await moveKeys(source, slots, { ...addressIn(to), password: context.password });
  const owner = setSlots(slots, "NODE", idOf(to, context));
  await pipeline(target, owner);
  await pipeline(source, owner);
  const clients = others.map((other) => context.connections.to(other));
  await Promise.all(clients.map(async (client) => pipeline(await client, owner)));
  return keys;
}

/** The owner's copy of a key is the newer one, so the other is removed. */
export const closeSlots: Act<"closeSlots"> = async ({ node, owner, slots: ranges }, context) => {
  const { connections, password } = context;
  const slots = slotsIn(ranges);
  const client = await connections.to(node);
  if (node !== owner) {
    // Without it, a node that is not the owner does not touch the keys.
    await pipeline(client, setSlots(slots, "IMPORTING", idOf(owner, context)));
    await moveKeys(client, slots, { ...addressIn(owner), password, isStale: true });
  }
  const stable = slots.map((slot): Command => ["CLUSTER", "SETSLOT", slot, "STABLE"]);
  await pipeline(client, stable);
  if (node !== owner) await pipeline(await connections.to(owner), stable);
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
