import { portOf } from "../../cluster/spec/clusterSpec";
import { type Act, lockOf } from "./stepContext";

export const start: Act<"start"> = (step, context) =>
  lockOf(step.node, context).start(portOf(step.node), { isEmpty: step.mode !== "data" });

export const startNew: Act<"startNew"> = ({ node }, context) =>
  lockOf(node, context).startNew(portOf(node), context.confOf(node));

export const stop: Act<"stop"> = ({ node }, context) =>
  lockOf(node, context).stop(portOf(node), context.confOf(node));

export const saveNodesConf: Act<"saveNodesConf"> = async ({ node }, { connections }) => {
  await (await connections.to(node)).call("CLUSTER", "SAVECONFIG");
};

export const restrictFiles: Act<"restrictFiles"> = ({ node }, context) =>
  lockOf(node, context).restrictFiles(portOf(node));

export const writePidFile: Act<"writePidFile"> = ({ node }, context) =>
  lockOf(node, context).writePidFile(portOf(node));

export const record: Act<"record"> = async ({ node, rebalancing }, context) =>
  lockOf(node, context).record(context.recordOf(context.ids, rebalancing));
