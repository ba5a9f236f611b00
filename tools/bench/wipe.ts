import type { TestCluster } from "../../tests/support/testCluster";
import { until } from "../../tests/support/until";
import type { BenchHost } from "./sizes";

/** Ends all servers of hosts and removes their files. */
export async function wipe(cluster: TestCluster, hosts: readonly BenchHost[]): Promise<void> {
  await Promise.all(
    hosts.map(async ({ address }) => {
      await cluster.on(address, `pkill -KILL '${SERVERS}' || true`);
      await until(`the end of all servers on ${address}`, async () => {
        const left = await cluster.on(address, `pgrep '${SERVERS}' || true`);
        return left === "" ? true : undefined;
      });
      await cluster.on(address, "rm -rf /root/conf");
    }),
  );
}

const SERVERS = "^(redis|valkey)-server$";
