import { Redis } from "ioredis";

const SLOTS = 16_384;
/** Commands of one write. */
const PART = 2000;

/** Writes keys with values of 64 bytes, as many to each slot of a cluster. Returns how many. */
export async function fill(primaries: readonly string[], count: number): Promise<number> {
  const clients = primaries.map(connect);
  const [first] = clients;
  if (first === undefined) throw new Error("Cannot fill a cluster without primaries");
  try {
    const perSlot = Math.ceil(count / SLOTS);
    const tags = await tagsOf(first);
    await Promise.all(clients.map((client) => fillOne(client, { tags, perSlot })));
    return perSlot * SLOTS;
  } finally {
    for (const client of clients) client.disconnect();
  }
}

export function connect(name: string): Redis {
  const [host = "", port] = name.split(":");
  return new Redis({ host, port: Number(port) });
}

/** A tag by each slot: `{123}` is in it. */
async function tagsOf(client: Redis): Promise<ReadonlyMap<number, string>> {
  const tags = new Map<number, string>();
  for (let next = 0; tags.size < SLOTS; next += PART) {
    const words = Array.from({ length: PART }, (_, index) => `{${next + index}}`);
    const pipeline = client.pipeline();
    for (const word of words) pipeline.cluster("KEYSLOT", word);
    const replies = (await pipeline.exec()) ?? [];
    for (const [index, word] of words.entries()) {
      const slot = Number(replies[index]?.[1]);
      if (!tags.has(slot)) tags.set(slot, word);
    }
  }
  return tags;
}

const SET_ALL = "for i = 1, ARGV[1] do redis.call('SET', KEYS[1] .. i, ARGV[2]) end";

async function fillOne(
  client: Redis,
  { tags, perSlot }: { readonly tags: ReadonlyMap<number, string>; readonly perSlot: number },
): Promise<void> {
  const own = String(await client.cluster("NODES"))
    .split("\n")
    .find((line) => line.includes("myself"))
    ?.split(" ")
    .slice(8)
    .map((range) => range.split("-").map(Number));
  for (const [start = 0, end = start] of own ?? []) {
    const slots = Array.from({ length: end - start + 1 }, (_, index) => start + index);
    while (slots.length > 0) {
      const pipeline = client.pipeline();
      for (const slot of slots.splice(0, PART)) {
        pipeline.eval(SET_ALL, 1, tags.get(slot) ?? "", perSlot, "v".repeat(64));
      }
      const failure = ((await pipeline.exec()) ?? []).find(([error]) => error !== null)?.[0];
      if (failure) throw failure;
    }
  }
}
