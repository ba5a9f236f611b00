import { Redis } from "ioredis";
import { SLOT_COUNT, slotsIn } from "../../components/cluster/spec/slots";
import { parseClusterNodes } from "../../components/cluster/state/clusterNodes";
import { pipeline } from "../../components/operations/redis/pipeline";

/** Commands of one write. */
const PART = 2000;

/** Writes keys with values of 64 bytes, as many to each slot of a cluster. Returns how many. */
export async function fill(primaries: readonly string[], count: number): Promise<number> {
  const clients = primaries.map(connect);
  const [first] = clients;
  if (first === undefined) throw new Error("Cannot fill a cluster without primaries");
  try {
    const perSlot = Math.ceil(count / SLOT_COUNT);
    const tags = await tagsOf(first);
    await Promise.all(clients.map((client) => fillOne(client, { tags, perSlot })));
    return perSlot * SLOT_COUNT;
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
  for (let next = 0; tags.size < SLOT_COUNT; next += PART) {
    const words = Array.from({ length: PART }, (_, index) => `{${next + index}}`);
    const replies = await pipeline(
      client,
      words.map((word) => ["CLUSTER", "KEYSLOT", word]),
    );
    for (const [index, word] of words.entries()) {
      const slot = Number(replies[index]);
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
  const own = parseClusterNodes(String(await client.cluster("NODES"))).find(({ flags }) =>
    flags.includes("myself"),
  );
  for (const slots = slotsIn(own?.slots ?? []); slots.length > 0; ) {
    await pipeline(
      client,
      slots
        .splice(0, PART)
        .map((slot) => ["EVAL", SET_ALL, 1, tags.get(slot) ?? "", perSlot, "v".repeat(64)]),
    );
  }
}
