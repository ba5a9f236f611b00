import type { Redis } from "ioredis";
import type { Difference } from "../../cluster/state/confState";
import { messageOf } from "../../text/messageOf";

/**
 * Tells a running server its directives, one after the other, and reads each back.
 *
 * @returns the names of those that it takes only at its start, which it kept as they were.
 * @throws Error with the directive at fault, when it refuses a value of one that it does take.
 */
export async function setDirectives(
  client: Redis,
  values: readonly Difference[],
): Promise<string[]> {
  const pending: string[] = [];
  for (const { name, from, to } of values) {
    const refusal = await refusalOf(client, name, to);
    if (refusal === undefined) await readBack(client, name, to);
    // A server that refuses even the value that it has takes none while it runs.
    else if ((await refusalOf(client, name, from)) === undefined) {
      throw new Error(`it refuses ${name} "${to}": ${refusal}`);
    } else pending.push(name);
  }
  return pending;
}

async function refusalOf(client: Redis, name: string, value: string): Promise<string | undefined> {
  try {
    await client.call("CONFIG", "SET", name, value);
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === "ReplyError") return messageOf(error);
    throw error;
  }
}

async function readBack(client: Redis, name: string, value: string): Promise<void> {
  const reply = await client.call("CONFIG", "GET", name);
  const found = Array.isArray(reply) ? String(reply[1]) : "nothing";
  if (found !== value) throw new Error(`it took ${name} "${value}", but then said "${found}"`);
}
