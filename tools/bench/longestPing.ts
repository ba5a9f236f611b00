import { connect } from "./fill";

/** Pings nodes one after the other while an action goes on. Returns the longest time of a reply in ms. */
export async function longestPing(
  nodes: readonly string[],
  action: () => Promise<void>,
): Promise<number> {
  const clients = nodes.map(connect);
  let goesOn = true;
  let longest = 0;
  const pings = clients.map(async (client) => {
    await client.ping();
    while (goesOn) {
      const began = performance.now();
      await client.ping();
      longest = Math.max(longest, performance.now() - began);
    }
  });
  try {
    await action();
  } finally {
    goesOn = false;
    await Promise.allSettled(pings);
    for (const client of clients) client.disconnect();
  }
  return longest;
}
