import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { succeed } from "../support/succeed";
import { TestCluster, type TestClusterOptions } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOST_C = "192.168.56.67";

let cluster: TestCluster;

afterEach(() => cluster?.end());

async function open(options: TestClusterOptions): Promise<void> {
  cluster = await TestCluster.open(options);
}

/** Each primary with the hosts of its replicas, the last number of the addresses alone. */
async function spread(): Promise<string[]> {
  const nodes = await cluster.nodes();
  const host = (address: string) => address.split(".").at(-1);
  return nodes
    .filter(({ role }) => role === "primary")
    .map((primary) => {
      const name = `${primary.address}:${primary.port}`;
      const replicas = nodes.filter((node) => node.primary === name);
      return `${host(primary.address)} <- ${replicas.map(({ address }) => host(address)).join(" ")}`;
    });
}

describe("clusters of other shapes", () => {
  test("three hosts: a ring, and no single loss stops it", async () => {
    const ports = [7000, 7001];
    await open({
      name: "three",
      hosts: [HOST_A, HOST_B, HOST_C].map((address) => ({ address, ports })),
    });
    await succeed(cluster.up());
    expect(await spread()).toEqual(["65 <- 66", "66 <- 67", "67 <- 65"]);
    expect(await cluster.output("singlePointsOfFailure")).toEqual([]);
  });

  test("no replicas: every node is a primary", async () => {
    await open({
      name: "alone",
      hosts: [{ address: HOST_A, ports: [7000, 7001, 7002] }],
      config: { replicas: 0 },
    });
    const { code, output } = await cluster.up();
    expect(code, output).toBe(0);
    expect(await spread()).toEqual(["65 <- ", "65 <- ", "65 <- "]);
    expect(output).toContain("3 of 3 primaries run there");
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("30 nodes", async () => {
    const ports = (first: number) => Array.from({ length: 15 }, (_, index) => first + index);
    await open({
      name: "thirty",
      hosts: [
        { address: HOST_A, ports: ports(7000) },
        { address: HOST_B, ports: ports(7100) },
      ],
    });
    const { code, output } = await cluster.up();
    expect(output).toContain("42 created");
    expect(code, output).toBe(0);
    const crossed = (await spread()).filter((shard) => /^(65 <- 66|66 <- 65)$/.test(shard));
    expect(crossed.length).toBe(15);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    await succeed(cluster.destroy());
  });

  test("a password, of characters that need care, is nowhere to be read", async () => {
    const password = `o'clock "\\ $HOME`;
    await open({
      name: "password",
      config: { password },
    });
    const preview = await cluster.pulumi("preview", "--diff");
    const up = await cluster.up();
    expect(up.code, up.output).toBe(0);
    expect(await cluster.ask("192.168.56.66:7003", "ACL", "WHOAMI")).toBe("default");
    const refusal = await cluster.on(HOST_A, "redis-cli -h 192.168.56.65 -p 7000 GET name");
    expect(refusal).toContain("NOAUTH");
    const state = await cluster.pulumi("stack", "export");
    for (const { output } of [preview, up, state]) {
      expect(output).not.toContain("o'clock");
      expect(output).not.toContain("OPENSSH PRIVATE KEY");
    }
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    await succeed(cluster.destroy());
  });
});

describe("the components in another program", () => {
  test("take plain arguments and work as in the stack", async () => {
    await open({
      name: "another",
      hosts: [{ address: HOST_A, ports: [6001, 6002, 6003] }],
      project: join(__dirname, "program"),
    });
    const { code, output } = await cluster.up();
    expect(code, output).toBe(0);
    expect(output).toContain('"10923-16383"');
    expect(await cluster.on(HOST_A, "ls /srv/cache")).toContain("6001.conf");
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_A, "ls -d /srv/cache || true")).toBe("");
  });
});
