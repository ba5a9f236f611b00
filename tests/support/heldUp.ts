import type { TestCluster } from "./testCluster";
import { until } from "./until";

/** The host of the example's replica 7002, whose primary 7003 is on the other one. */
const HOST = "192.168.56.65";
const RULE = "to 192.168.56.66 ipproto tcp dport 7003 prohibit";
/** Else converge would see by the host's sshd that the port is closed, and not begin. */
const FORBID_FORWARDING = "sed -i 's/^/no-port-forwarding /' /root/.ssh/authorized_keys";
const ALLOW_FORWARDING = "sed -i 's/^no-port-forwarding //' /root/.ssh/authorized_keys";

/** A converge that is kept waiting, the locks in its hand, for 30 s at most. */
export interface HeldUp {
  /** Waits until a first converge has done all but what it waits for. */
  atWork(): Promise<void>;
  letGo(): Promise<void>;
}

/** Keeps 7002 from its primary, for whose data every converge waits. */
export async function holdUp(cluster: TestCluster): Promise<HeldUp> {
  await cluster.on(HOST, `${FORBID_FORWARDING}; ip rule add ${RULE}`);
  return {
    atWork: async () => {
      await until("the held converge to make 7002 a replica", async () => {
        const views = await cluster.on(
          HOST,
          "redis-cli -h 192.168.56.65 -p 7002 ROLE 2>&1 || true",
        );
        return views.startsWith("slave") ? true : undefined;
      });
    },
    letGo: async () => {
      await cluster.on(HOST, `ip rule del ${RULE}; ${ALLOW_FORWARDING}`);
    },
  };
}
