import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { parseClusterNodes } from "../../cluster/state/clusterNodes";
import { messageOf } from "../../text/messageOf";
import { type Command, pipeline } from "../redis/pipeline";
import { within } from "../redis/within";
import { type Act, idOf, type StepContext } from "./stepContext";

/** ms for links to come back. */
const LINK_LIMIT = 1000;

export const setEpoch: Act<"setEpoch"> = async ({ node, epoch }, { connections }) => {
  await (await connections.to(node)).call("CLUSTER", "SET-CONFIG-EPOCH", epoch);
};

export const meet: Act<"meet"> = async ({ node, peers }, { connections }) => {
  await pipeline(await connections.to(node), peers.map(meeting));
};

export const forget: Act<"forget"> = ({ node, ids }, context) => forgetAll(node, ids, context);

export const forgetLeaving: Act<"forgetLeaving"> = ({ node, ids }, context) =>
  forgetAll(node, ids, context);

async function forgetAll(
  node: string,
  ids: readonly string[],
  { connections }: StepContext,
): Promise<void> {
  const client = await connections.to(node);
  for (const id of ids) {
    // Newer servers tell each other what they forget.
    await client.call("CLUSTER", "FORGET", id).catch((error: unknown) => {
      if (!messageOf(error).includes("Unknown node")) throw error;
    });
  }
}

/** Other members learn its role by themselves. It forgets them, so it meets them again. */
export const detach: Act<"detach"> = async ({ node }, { connections }) => {
  await (await connections.to(node)).call("CLUSTER", "RESET", "SOFT");
};

export const replicate: Act<"replicate"> = async ({ node, primary }, context) => {
  const client = await context.connections.to(node);
  await client.call("CLUSTER", "REPLICATE", idOf(primary, context));
};

/**
 * Nodes learn role and slots from messages of their owner alone. A MEET sends one, also to a node that it knows; then
 * the link between the two is made anew.
 */
export const announce: Act<"announce"> = async ({ node, peers }, { connections }) => {
  const client = await connections.to(node);
  await pipeline(client, peers.map(meeting));
  const isLinked = async () =>
    parseClusterNodes(String(await client.call("CLUSTER", "NODES"))).every(
      ({ name, flags, connected }) =>
        !peers.includes(name) || (connected && !flags.includes("handshake")),
    );
  // A link that does not come back is the next observation's matter.
  await within(LINK_LIMIT, isLinked);
};

function meeting(peer: string): Command {
  return ["CLUSTER", "MEET", addressOf(peer), portOf(peer)];
}
