import { noConvergeLeft } from "./processes";
import type { TestCluster } from "./testCluster";
import { until } from "./until";

/**
 * Waits until nothing of a killed run works on the hosts any more: no converge is left, and neither it nor a
 * node script holds a lock. Plugins may outlive a CLI that was killed, and do no harm.
 */
export async function nothingGoesOn(cluster: TestCluster, hosts: readonly string[]): Promise<void> {
  await noConvergeLeft();
  for (const host of hosts) {
    await until(`the lock of ${host} to be free`, async () => {
      const said = await cluster.on(host, "flock -n /root/conf/.lock echo free || true");
      return said === "free\n" ? true : undefined;
    });
  }
}
