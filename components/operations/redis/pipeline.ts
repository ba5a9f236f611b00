import type { Redis } from "ioredis";

/** A command with its arguments: `["CLUSTER", "MEET", "192.168.56.66", 7003]`. */
export type Command = readonly [name: string, ...args: (string | number)[]];

/**
 * Sends several commands to one node in one write, which costs as much as a single one, and waits
 * for all replies. Returns them in the order of the commands.
 *
 * @throws Error with the first refusal; the commands behind it were sent nevertheless.
 */
export async function pipeline(client: Redis, commands: readonly Command[]): Promise<unknown[]> {
  const pipeline = client.pipeline();
  for (const [name, ...args] of commands) pipeline.call(name, ...args);
  const replies = (await pipeline.exec()) ?? [];
  const failure = replies.find(([error]) => error !== null)?.[0];
  if (failure) throw failure;
  return replies.map(([, reply]) => reply);
}
