import { createHash } from "node:crypto";
import { askNode } from "./askNode";

/** What a server adds to the digest of a database that is not empty: the hash of the hash of its number. */
const OF_DATABASE = sha1(sha1(Buffer.alloc(4)));

/**
 * The digest of all keys and values of a cluster, whatever shard has them. Its servers must allow DEBUG
 * (`enable-debug-command yes`), and nobody may write meanwhile. @see computeDatasetDigest in debug.c of Redis
 */
export async function digestOf(nodes: readonly string[]): Promise<string> {
  const digests = await Promise.all(
    nodes.map(async (node) => {
      const isPrimary = (await askNode(node, ["ROLE"])).startsWith("master");
      return isPrimary ? Buffer.from(await askNode(node, ["DEBUG", "DIGEST"]), "hex") : undefined;
    }),
  );
  const filled = digests.flatMap((digest) => (digest?.some((byte) => byte !== 0) ? [digest] : []));
  const all = filled.length % 2 === 0 ? filled : [...filled, OF_DATABASE];
  return all.reduce(xor, Buffer.alloc(20)).toString("hex");
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

function sha1(bytes: Buffer): Buffer {
  return createHash("sha1").update(bytes).digest();
}
