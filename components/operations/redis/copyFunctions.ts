import type { Redis } from "ioredis";
import { messageOf } from "../../text/messageOf";

/** Copies the libraries of functions to a server that has none: those of a cluster's nodes are not copied by themselves. */
export async function copyFunctions(source: Redis, target: Redis): Promise<void> {
  const [ours, theirs] = await Promise.all([librariesOf(source), librariesOf(target)]);
  if (ours === 0 || theirs > 0) return;
  const dump = await source.callBuffer("FUNCTION", "DUMP");
  if (!Buffer.isBuffer(dump)) return;
  await target.call("FUNCTION", "RESTORE", dump).catch((error: unknown) => {
    // Another move to the same node was faster.
    if (!messageOf(error).includes("already exists")) throw error;
  });
}

/** None where the server has no functions: before 7.0. */
async function librariesOf(client: Redis): Promise<number> {
  const libraries = await client.call("FUNCTION", "LIST").catch((error: unknown) => {
    if (!messageOf(error).includes("unknown command")) throw error;
  });
  return Array.isArray(libraries) ? libraries.length : 0;
}
