import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { messageOf } from "../../text/messageOf";
import { pipeline } from "../redis/pipeline";
import { type Act, idOf } from "./stepContext";

export const setEpoch: Act<"setEpoch"> = async ({ node, epoch }, { connections }) => {
  await (await connections.to(node)).call("CLUSTER", "SET-CONFIG-EPOCH", epoch);
};

export const meet: Act<"meet"> = async ({ node, peers }, { connections }) => {
  await pipeline(
    await connections.to(node),
    peers.map((peer) => ["CLUSTER", "MEET", addressOf(peer), portOf(peer)]),
  );
};

export const forget: Act<"forget"> = async ({ node, ids }, { connections }) => {
  const client = await connections.to(node);
  for (const id of ids) {
    // Newer servers tell each other what they forget.
    await client.call("CLUSTER", "FORGET", id).catch((error: unknown) => {
      if (!messageOf(error).includes("Unknown node")) throw error;
    });
  }
};

export const replicate: Act<"replicate"> = async ({ node, primary }, context) => {
  const client = await context.connections.to(node);
  await client.call("CLUSTER", "REPLICATE", idOf(primary, context));
};
