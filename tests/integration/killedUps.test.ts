import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

beforeEach(async () => {
  cluster = await TestCluster.open({
    name: "killed-ups",
    config: { onDestroy: "delete" },
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await cluster?.end();
});

/** An up whose converge is killed when it has done that many steps. */
async function killedUp(count: number): Promise<void> {
  vi.stubEnv("REDIS_CLUSTER_STOP_AFTER", String(count));
  const { code, output } = await cluster.up();
  vi.unstubAllEnvs();
  expect(output).toMatch(
    /cluster-bootstrap-converge \*\*creating failed\*\*.*error: signal: killed/,
  );
  expect(output).not.toContain("cluster-verification-verify");
  expect(code).toBe(255);
}

describe("an up whose converge is killed", () => {
  test.each([
    [3, / {2}An earlier `up` did not finish it: 6 servers run, without keys\.\n/],
    // Whether some nodes serve already, and so what preview prints, depends on gossip.
    [18, /make (192\.168\.56\.66:7004 a replica of 192\.168\.56\.65:7000|3 nodes replicas)/],
    [30, /record owner and members on 192\.168\.56\.66: /],
  ])("after step %i: the next one says what was left and finishes", async (count, left) => {
    await killedUp(count);
    const { code, output } = await cluster.up();
    expect(output).toMatch(left);
    expect(output).toContain("2 created");
    expect(code, output).toBe(0);
    expect((await cluster.nodes()).length).toBe(6);
  });

  // From step 30 on the hosts record the members.
  test.each([8, 14, 22, 30])("after step %i: destroy leaves nothing", async (count) => {
    await killedUp(count);
    const { code, output } = await cluster.destroy();
    expect(output).toContain("16 deleted");
    expect(code, output).toBe(0);
    for (const host of [HOST_A, HOST_B]) {
      expect(await cluster.on(host, "pgrep -x redis-server || ls -A /root")).toBe(".ssh\n");
    }
  });
});
