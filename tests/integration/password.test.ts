import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { askNode } from "../support/askNode";
import { at } from "../support/example";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
const PASSWORD = `o'clock "\\ $HOME`;
const KEYS = 1000;

let cluster: TestCluster;
let pids: Record<string, string>[];

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "password-set" });
  await succeed(cluster.up());
  pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
  const fill = `seq ${KEYS} | sed 's/.*/SET key:& &/' | redis-cli -c -h ${HOST_A} -p 7000`;
  expect((await cluster.on(HOST_A, fill)).match(/^OK$/gm)).toHaveLength(KEYS);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await cluster?.end();
});

/** What the nodes reply to a client without a password, one text each. */
async function withoutPassword(): Promise<string[]> {
  return Promise.all(NODES.map((node) => askNode(node, ["PING"])));
}

async function killedUp(steps: number): Promise<void> {
  vi.stubEnv("REDIS_CLUSTER_STOP_AFTER", String(steps));
  const { code, output } = await cluster.up();
  vi.unstubAllEnvs();
  expect(output).toContain("error: signal: killed");
  expect(code).not.toBe(0);
}

describe("a password for a running cluster without one", () => {
  test("preview shows what up will do, and nothing of the client library", async () => {
    await cluster.configure({ password: PASSWORD });
    const { code, output } = await cluster.preview();
    expect(output).toContain("requires no password, the configuration has one\n");
    expect(output).toContain(
      "  set the password of replication (masterauth) on 6 nodes\n" +
        "      require the password on 6 nodes (clients without it will be rejected)\n" +
        "      test and stage the new configuration of 6 nodes: a new requirepass, a new masterauth\n",
    );
    expect(output).not.toContain("[WARN]");
    expect(output).not.toContain("no password is set");
    expect(code, output).toBe(0);
    expect(await withoutPassword()).toEqual(NODES.map(() => "PONG"));
  });

  test("an up that is killed between masterauth and requirepass leaves every node open", async () => {
    await killedUp(6);
    for (const node of NODES) {
      expect(await askNode(node, ["CONFIG", "GET", "masterauth"])).toBe(`masterauth,${PASSWORD}`);
    }
    expect(await withoutPassword()).toEqual(NODES.map(() => "PONG"));
    const { output } = await cluster.preview();
    expect(output).toContain("require the password on 6 nodes");
    expect(output).not.toContain("masterauth) on");
  });

  test("one that is killed when two nodes require it is understood too", async () => {
    await killedUp(2);
    const replies = await withoutPassword();
    expect(replies.filter((reply) => reply.startsWith("NOAUTH"))).toHaveLength(2);
    const { output, code } = await cluster.preview();
    expect(output).toContain("require the password on ");
    expect(output).not.toContain("6 nodes (clients");
    expect(code, output).toBe(0);
  });

  test("the next up finishes it, with a changed directive, without a restart or a lost key", async () => {
    await cluster.configure({ password: PASSWORD, directives: { maxmemory: "100mb" } });
    await succeed(cluster.up());
    expect(await withoutPassword()).toEqual(NODES.map(() => "NOAUTH Authentication required."));
    for (const node of NODES) {
      expect(await askNode(node, ["CONFIG", "GET", "maxmemory"], PASSWORD)).toBe(
        "maxmemory,104857600",
      );
      expect(await askNode(node, ["CONFIG", "GET", "protected-mode"], PASSWORD)).toBe(
        "protected-mode,yes",
      );
    }
    const sizes = [7000, 7001, 7003].map((port) => askNode(at(port), ["DBSIZE"], PASSWORD));
    expect((await Promise.all(sizes)).reduce((sum, size) => sum + Number(size), 0)).toBe(KEYS);
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
    const conf = await cluster.on(HOST_B, "ls /root/conf; cat /root/conf/7004.conf");
    expect(conf).toMatch(/^requirepass .*\nmasterauth /m);
    expect(conf).not.toContain("7004.conf.next");
    const preview = await cluster.pulumi("preview", "--expect-no-changes");
    expect(preview.output).toContain("Cluster healthy");
    expect(preview.code, preview.output).toBe(0);
  });

  test.each([
    ["changed", "another", "requires another password than the configuration's"],
    ["removed", "", "requires a password, and the configuration has none"],
  ])("then a %s one is rejected by preview and up", async (_, password, kind) => {
    await cluster.configure({ password, directives: { maxmemory: "100mb" } });
    for (const run of [() => cluster.preview(), () => cluster.up()]) {
      const { code, output } = await run();
      expect(output).toContain("Configuration rejected. Nothing was changed.\n");
      expect(output).toContain(`192.168.56.65:7000, 7001, 7002; ...)  ${kind}\n`);
      expect(output).toContain("Set `password` to the one that the servers have.\n");
      expect(code).not.toBe(0);
    }
    expect(await withoutPassword()).toEqual(NODES.map(() => "NOAUTH Authentication required."));
  });

  test("what somebody opened by hand is named, and closed again", async () => {
    await cluster.configure({ password: PASSWORD, directives: { maxmemory: "100mb" } });
    await askNode(at(7000), ["CONFIG", "SET", "protected-mode", "no"], PASSWORD);
    await askNode(at(7000), ["CONFIG", "SET", "requirepass", ""], PASSWORD);
    const { output } = await cluster.preview();
    expect(output).toContain(
      "192.168.56.65:7000  requires no password, the configuration has one\n",
    );
    await succeed(cluster.up());
    expect((await withoutPassword())[0]).toBe("NOAUTH Authentication required.");
  });

  test("after a destroy, up starts the same cluster with another password", async () => {
    await succeed(cluster.destroy());
    for (const host of [HOST_A, HOST_B]) {
      expect(await cluster.on(host, "pgrep -x redis-server || echo none")).toBe("none\n");
    }
    await cluster.configure({ password: "another" });
    await succeed(cluster.up());
    const sizes = [7000, 7001, 7003].map((port) => askNode(at(port), ["DBSIZE"], "another"));
    expect((await Promise.all(sizes)).reduce((sum, size) => sum + Number(size), 0)).toBe(KEYS);
  });
});
