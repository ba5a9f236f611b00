import type { Redis } from "ioredis";

/**
 * Whether the server has a subcommand, `"cluster|addslotsrange"`. Servers before 7.0 name no subcommands and answer
 * null.
 */
export async function offers(client: Redis, subcommand: string): Promise<boolean> {
  const reply = await client.call("COMMAND", "INFO", subcommand);
  return Array.isArray(reply) && Array.isArray(reply[0]);
}
