import type { TestCluster } from "./testCluster";

/** The host of the example's replica 7002, whose primary 7003 is on the other one. */
const HOST = "192.168.56.65";
const RULE = "to 192.168.56.66 ipproto tcp dport 7003 prohibit";

/**
 * Keeps 7002 from its primary, so that a converge waits for it, the locks in its hand: 30 s at most.
 * Returns what lets it go on.
 */
export async function holdUp(cluster: TestCluster): Promise<() => Promise<unknown>> {
  await cluster.on(HOST, `ip rule add ${RULE}`);
  return () => cluster.on(HOST, `ip rule del ${RULE}`);
}
