import type { Redis } from "ioredis";
import type { Act } from "./stepContext";

export const assignSlots: Act<"assignSlots"> = async ({ node, slots: ranges }, { connections }) => {
  const client = await connections.to(node);
  const bounds = ranges.flatMap(({ start, end }) => [start, end]);
  if (await offers(client, "cluster|addslotsrange")) {
    await client.call("CLUSTER", "ADDSLOTSRANGE", ...bounds);
    return;
  }
  const slots = ranges.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, index) => start + index),
  );
  await client.call("CLUSTER", "ADDSLOTS", ...slots);
};

/** Whether the server has a subcommand. Servers before 7.0 name no subcommands and answer null. */
async function offers(client: Redis, subcommand: string): Promise<boolean> {
  const reply = await client.call("COMMAND", "INFO", subcommand);
  return Array.isArray(reply) && Array.isArray(reply[0]);
}
