import { slotsIn } from "../../cluster/spec/slots";
import { offers } from "../redis/offers";
import type { Act } from "./stepContext";

export const assignSlots: Act<"assignSlots"> = async ({ node, slots: ranges }, { connections }) => {
  const client = await connections.to(node);
  const bounds = ranges.flatMap(({ start, end }) => [start, end]);
  if (await offers(client, "cluster|addslotsrange")) {
    await client.call("CLUSTER", "ADDSLOTSRANGE", ...bounds);
    return;
  }
  await client.call("CLUSTER", "ADDSLOTS", ...slotsIn(ranges));
};
