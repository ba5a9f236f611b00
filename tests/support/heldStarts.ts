import type { TestCluster } from "./testCluster";
import { until } from "./until";

const HELD = "/tmp/held-starts";

/** A server's program that starts it, but does not come back before it is let go. */
const HOLD = `
  real=$(command -v redis-server)
  mkdir -p /usr/local/bin
  : >${HELD}
  cat >/usr/local/bin/redis-server <<END
#!/bin/sh
# The test of a configuration is not held.
case \\$1 in /root/conf/*) ;; *) exec $real "\\$@" ;; esac
$real "\\$@" || exit
while [ -e ${HELD} ]; do sleep 0.05; done
END
  chmod 755 /usr/local/bin/redis-server
`;

/** Nodes that are being made: their servers run, and nobody was told so yet. */
export interface HeldStarts {
  /** Waits until so many servers run on each host. */
  running(count: number): Promise<void>;
  letGo(): Promise<void>;
}

/** Keeps every creation of a node on these hosts from its end, from now on. */
export async function holdStarts(
  cluster: TestCluster,
  hosts: readonly string[],
): Promise<HeldStarts> {
  for (const host of hosts) await cluster.on(host, HOLD);
  return {
    running: async (count) => {
      for (const host of hosts) {
        await until(`${count} servers on ${host}`, async () => {
          const files = await cluster.on(host, "ls /root/conf/*/*.pid 2>/dev/null || true");
          return files.trim().split("\n").length === count ? true : undefined;
        });
      }
    },
    letGo: async () => {
      for (const host of hosts) await cluster.on(host, `rm ${HELD} /usr/local/bin/redis-server`);
    },
  };
}
