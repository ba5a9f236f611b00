import type { Redis } from "ioredis";
import { addressOf, portOf } from "../../cluster/spec/clusterSpec";
import { parseInfo } from "../../cluster/state/info";
import { messageOf } from "../../text/messageOf";
import { connectNode } from "../redis/connectNode";
import { type Command, pipeline } from "../redis/pipeline";
import type { Act, StepContext } from "./stepContext";

export const setMasterauth: Act<"setMasterauth"> = async ({ node }, context) => {
  const client = await context.connections.to(node);
  await client.call("CONFIG", "SET", "masterauth", passwordOf(context));
};

export const setRequirepass: Act<"setRequirepass"> = async ({ node }, context) => {
  const password = passwordOf(context);
  const client = await context.connections.to(node);
  await requirePassword(client, password);
  await client.auth(password);
  // It was off because it rejects all remote clients of a server without a password.
  await client.call("CONFIG", "SET", "protected-mode", "yes");
  await expectClosed(node);
};

async function requirePassword(client: Redis, password: string): Promise<void> {
  const set: Command = ["CONFIG", "SET", "requirepass", password];
  const info = parseInfo(String(await client.call("INFO", "server")));
  const major = Number.parseInt(info.get("redis_version") ?? "", 10);
  if (major >= 6) {
    await pipeline(client, [set]);
    return;
  }
  // Redis 5 rejects each acknowledgement of a replica that did not log in, and the replica takes the text of
  // the rejection for replicated data. In one transaction, so that none is sent in between.
  const replies = await pipeline(client, [
    ["MULTI"],
    set,
    ["CLIENT", "KILL", "TYPE", "slave"],
    ["EXEC"],
  ]);
  const failure = [replies.at(-1)].flat().find((reply) => reply instanceof Error);
  if (failure !== undefined) throw failure;
}

/** @throws Error if the server still serves clients without a password */
async function expectClosed(node: string): Promise<void> {
  const client = await connectNode({ address: addressOf(node), port: portOf(node) }, undefined);
  try {
    const reply = await client.call("PING").catch(messageOf);
    if (!String(reply).startsWith("NOAUTH")) {
      throw new Error(`the server still answers clients without a password: ${reply}`);
    }
  } finally {
    client.disconnect();
  }
}

function passwordOf({ password }: StepContext): string {
  if (password === undefined) throw new Error("no password is declared");
  return password;
}
