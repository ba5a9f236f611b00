import type { TestCluster } from "../../tests/support/testCluster";
import { until } from "../../tests/support/until";
import type { BenchHost } from "./sizes";

/** Ends all servers of hosts and removes their files. */
export async function wipe(cluster: TestCluster, hosts: readonly BenchHost[]): Promise<void> {
  await Promise.all(
    hosts.map(async ({ address }) => {
      await cluster.on(address, `pkill -KILL -f -- '${SERVERS}' || true`);
      await until(`the end of all servers on ${address}`, async () => {
        const left = await cluster.on(address, `pgrep -f -- '${SERVERS}' || true`);
        return left === "" ? true : undefined;
      });
      await cluster.on(address, "rm -rf /root/conf");
    }),
  );
}

/** Servers by their titles or, where a loader has started them, by their arguments. It does not match itself. */
const SERVERS = "[-]server.* (/root/conf/|192[.]168[.]56[.])";
