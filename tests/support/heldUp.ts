import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { TestCluster } from "./testCluster";
import { TEST_FOLDER } from "./testFolder";
import { until } from "./until";

/** The host of the example's replica 7002, whose primary 7003 is on the other one. */
const HOST = "192.168.56.65";
const RULE = "to 192.168.56.66 ipproto tcp dport 7003 prohibit";
/** Else converge would see by the host's sshd that the port is closed, and not begin. */
const FORBID_FORWARDING = "sed -i 's/^/no-port-forwarding /' /root/.ssh/authorized_keys";
const ALLOW_FORWARDING = "sed -i 's/^no-port-forwarding //' /root/.ssh/authorized_keys";
/** The other replicas. */
const OTHERS = ["192.168.56.66:7004", "192.168.56.66:7005"];

/** A converge that is kept waiting, the locks in its hand, until it is let go. */
export interface HeldUp {
  /** Waits until a first converge has done all but what it waits for. */
  atWork(): Promise<void>;
  letGo(): Promise<void>;
}

/** Keeps 7002 from its primary, for whose data every converge waits that starts from now on. */
export async function holdUp(cluster: TestCluster): Promise<HeldUp> {
  const clock = join(TEST_FOLDER, "held-clock");
  mkdirSync(TEST_FOLDER, { recursive: true });
  writeFileSync(clock, "");
  vi.stubEnv("HELD_CLOCK", clock);
  const options = process.env["NODE_OPTIONS"] ?? "";
  vi.stubEnv("NODE_OPTIONS", `${options} --require "${join(__dirname, "heldClock.js")}"`);
  const release = () => {
    rmSync(clock, { force: true });
    vi.unstubAllEnvs();
  };
  onTestFinished(release);
  // At first nobody listens there.
  const ask = (node: string, command: string) => cluster.ask(node, command).catch(() => "");
  await cluster.on(HOST, `${FORBID_FORWARDING}; ip rule add ${RULE}`);
  return {
    atWork: async () => {
      await until("the held converge to make 7002 a replica", async () => {
        const role = await ask(`${HOST}:7002`, "ROLE");
        return role.startsWith("slave,") ? true : undefined;
      });
      await until("the other replicas to have their data on disk", async () => {
        const infos = await Promise.all(OTHERS.map((node) => ask(node, "INFO")));
        return infos.every(hasData) ? true : undefined;
      });
    },
    letGo: async () => {
      await cluster.on(HOST, `ip rule del ${RULE}; ${ALLOW_FORWARDING}`);
      release();
    },
  };
}

/** Whether a replica is in sync, and has written all that it got. */
function hasData(info: string): boolean {
  return ["master_link_status:up", "aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0"].every(
    (line) => info.includes(`\r\n${line}\r\n`),
  );
}
