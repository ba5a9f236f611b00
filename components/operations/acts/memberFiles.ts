import type { Redis } from "ioredis";
import { portOf } from "../../cluster/spec/clusterSpec";
import { parseClusterNodes } from "../../cluster/state/clusterNodes";
import { formatCount } from "../../text/amount";
import { type Act, lockOf } from "./stepContext";

export const start: Act<"start"> = (step, context) =>
  lockOf(step.node, context).start(portOf(step.node), { isEmpty: step.mode !== "data" });

export const startNew: Act<"startNew"> = ({ node }, context) =>
  lockOf(node, context).startNew(portOf(node), context.confOf(node));

export const stop: Act<"stop"> = ({ node }, context) =>
  lockOf(node, context).stop(portOf(node), context.confOf(node));

/** Members that have forgotten it elect it no more, so what it says here stays true. */
export const remove: Act<"remove"> = async ({ node }, context) => {
  const client = await context.connections.to(node).catch(() => undefined);
  if (client !== undefined) await requireUnused(client);
  await lockOf(node, context).remove(portOf(node));
};

/** @throws Error if a server has slots, or keys that are no copies */
async function requireUnused(client: Redis): Promise<void> {
  const views = parseClusterNodes(String(await client.call("CLUSTER", "NODES")));
  const own = views.find(({ flags }) => flags.includes("myself"));
  if (own === undefined || own.slots.length > 0) throw new Error("it owns slots");
  if (own.role === "replica") return;
  const keys = Number(await client.call("DBSIZE"));
  if (keys > 0) throw new Error(`it is a primary, and has ${formatCount(keys)} keys`);
}

export const saveNodesConf: Act<"saveNodesConf"> = async ({ node }, { connections }) => {
  await (await connections.to(node)).call("CLUSTER", "SAVECONFIG");
};

export const restrictFiles: Act<"restrictFiles"> = ({ node }, context) =>
  lockOf(node, context).restrictFiles(portOf(node));

export const writePidFile: Act<"writePidFile"> = ({ node }, context) =>
  lockOf(node, context).writePidFile(portOf(node));

export const record: Act<"record"> = async ({ node, rebalancing }, context) =>
  lockOf(node, context).record(context.recordOf(context.ids, rebalancing));
