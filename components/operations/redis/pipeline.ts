import type { Redis } from "ioredis";

/** A command with its arguments: `["CLUSTER", "MEET", "192.168.56.66", 7003]`. */
export type Command = readonly [name: string, ...args: (string | number)[]];

/** Sends commands in one round trip. @throws Error with the first error reply; the commands after it were sent too */
export async function pipeline(client: Redis, commands: readonly Command[]): Promise<unknown[]> {
  const pipeline = client.pipeline();
  for (const [name, ...args] of commands) pipeline.call(name, ...args);
  const replies = (await pipeline.exec()) ?? [];
  const failure = replies.find(([error]) => error !== null)?.[0];
  if (failure) throw failure;
  return replies.map(([, reply]) => reply);
}
