import { afterEach, describe, expect, test } from "vitest";
import { FINISH_BY_UP } from "../../components/text/cures/runCures";
import { expectCure } from "../support/expectCure";
import { holdUp } from "../support/heldUp";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

afterEach(() => cluster?.end());

describe("SSH lost while converge is at work", () => {
  test("its session ended: up ends and says so, the next one finishes", async () => {
    cluster = await TestCluster.open({ name: "session-ended" });
    const held = await holdUp(cluster);
    const up = cluster.up();
    await held.atWork();
    await cluster.on(HOST_B, END_SESSION);
    // It ends because it noticed the loss: what it waits for does not come, and its clock is stopped.
    const { code, output } = await up;
    expect(output).toContain(
      "Cannot continue: the lock of 192.168.56.66 is lost (the SSH connection ended), and another run may be at work. Run up again: it finishes what was begun.",
    );
    expect(code).toBe(255);
    expectCure(output, FINISH_BY_UP);
    await held.letGo();
    await succeed(cluster.up());
  });

  test("sshd restarted: what is connected goes on, and up finishes", async () => {
    cluster = await TestCluster.open({ name: "sshd-restarted" });
    const held = await holdUp(cluster);
    const up = cluster.up();
    await held.atWork();
    for (const host of [HOST_A, HOST_B]) await cluster.on(host, "kill -HUP 1");
    await held.letGo();
    expect((await up).code).toBe(0);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    await succeed(cluster.destroy());
  });

  test("a host crashed: up ends and names it, the next one finishes once it is back", async () => {
    cluster = await TestCluster.open({ name: "crashed-amid" });
    const held = await holdUp(cluster);
    const up = cluster.up();
    await held.atWork();
    await cluster.lab.crash(HOST_B);
    const { code, output } = await up;
    expect(output).toContain(
      "Cannot continue: the lock of 192.168.56.66 is lost (the SSH connection ended), and another run may be at work. Run up again: it finishes what was begun.",
    );
    expect(code).toBe(255);
    await cluster.lab.start(HOST_B);
    await held.letGo();
    await succeed(cluster.up());
  });
});

/** Ends the sshd that serves the lock, as a broken connection does. */
const END_SESSION = `
  lock=$(pgrep -f '[s]h -eu -s lock' | head -n 1)
  session=$(ps -o ppid= -p "$lock")
  kill $session
`;
