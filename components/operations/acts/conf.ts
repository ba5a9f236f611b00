import type { Redis } from "ioredis";
import { portOf } from "../../cluster/spec/clusterSpec";
import type { Difference } from "../../cluster/state/confState";
import { messageOf } from "../../text/messageOf";
import { type Act, lockOf } from "./stepContext";

export const stageConf: Act<"stageConf"> = ({ node }, context) =>
  lockOf(node, context).stageConf(portOf(node), context.confOf(node));

export const activateConf: Act<"activateConf"> = ({ node }, context) =>
  lockOf(node, context).activateConf(portOf(node));

export const setDirectives: Act<"setDirectives"> = async ({ node, values }, context) => {
  const pending = await configSet(await context.connections.to(node), values);
  if (pending.length > 0) await lockOf(node, context).recordPending(portOf(node), pending);
};

/** Sets directives and reads each back. Returns the names of those that the server accepts only at its start. */
async function configSet(client: Redis, values: readonly Difference[]): Promise<string[]> {
  const pending: string[] = [];
  for (const { name, from, to } of values) {
    const rejection = await rejectionOf(client, { name, value: to });
    if (rejection === undefined) await readBack(client, { name, value: to });
    // A server that rejects even the present value accepts none while it runs.
    else if ((await rejectionOf(client, { name, value: from })) === undefined) {
      throw new Error(`the server rejects ${name} "${to}": ${rejection}`);
    } else pending.push(name);
  }
  return pending;
}

interface Directive {
  readonly name: string;
  readonly value: string;
}

async function rejectionOf(client: Redis, { name, value }: Directive): Promise<string | undefined> {
  try {
    await client.call("CONFIG", "SET", name, value);
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === "ReplyError") return messageOf(error);
    throw error;
  }
}

async function readBack(client: Redis, { name, value }: Directive): Promise<void> {
  const reply = await client.call("CONFIG", "GET", name);
  const found = Array.isArray(reply) ? String(reply[1]) : "nothing";
  if (found !== value)
    throw new Error(`the server accepted ${name} "${value}", but CONFIG GET returns "${found}"`);
}
