import { addressOf, portOf } from "../../components/cluster/spec/clusterSpec";
import { connectNode } from "../../components/operations/redis/connectNode";
import { messageOf } from "../../components/text/messageOf";

/** ms. No check of time: a node that runs has answered by then, on a busy machine too. */
const HANGS = 60_000;

/** Sends one command to one node by a plain connection; an error reply is returned as its text. */
export async function askNode(
  name: string,
  command: readonly [string, ...string[]],
  password?: string,
): Promise<string> {
  const node = { address: addressOf(name), port: portOf(name) };
  const client = await connectNode(node, password, { connectLimit: HANGS });
  try {
    return String(await client.call(...command));
  } catch (error) {
    return messageOf(error);
  } finally {
    client.disconnect();
  }
}
