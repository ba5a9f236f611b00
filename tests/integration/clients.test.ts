import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE_PRINTS } from "../support/examplePrints";
import { type Example, runExample } from "../support/runExample";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const PASSWORD = "only for this test";
const DEV_STACK: string[] = [];
const REPLICA = "192.168.56.65:7002";
const NOBODY = "192.168.56.66:7999";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "clients",
    config: { password: PASSWORD },
  });
  await succeed(cluster.up());
});

afterAll(() => cluster?.end());

const UNREACHABLE = "Redis Cluster cannot be connected. Please provide at least one reachable node";

describe.each<{ example: Example; value: string; unheard: string; refused: string }>([
  {
    example: "typescript",
    value: "tom",
    unheard: `None of startup nodes is available, ${NOBODY}: Connection is closed.`,
    refused: `None of startup nodes is available, ${REPLICA}: NOAUTH Authentication required.`,
  },
  {
    example: "python",
    value: "tom",
    unheard: `${UNREACHABLE}: Error 111 connecting to ${NOBODY}. Connection refused.`,
    refused: `${UNREACHABLE}: Authentication required.`,
  },
  {
    example: "tutorial",
    value: "itheima",
    unheard: `${UNREACHABLE}.`,
    refused: "NOAUTH Authentication required.",
  },
])("examples/$example", ({ example, value, unheard, refused }) => {
  test.each([
    { from: "the dev stack's six nodes", nodes: DEV_STACK },
    { from: "one replica", nodes: [REPLICA] },
    { from: "a silent node and a primary", nodes: [NOBODY, "192.168.56.65:7000"] },
  ])("sets and gets a key, started with $from", async ({ nodes }) => {
    await cluster.ask("192.168.56.66:7003", "DEL", "name");
    const result = await runExample(example, nodes, PASSWORD);
    expect(result).toEqual({ exitCode: 0, stdout: EXAMPLE_PRINTS[example], stderr: "" });
    expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe(value);
  });

  test("says in one line that no node answers", async () => {
    const stderr = `Cannot set name in the cluster: ${unheard}\n`;
    expect(await runExample(example, [NOBODY])).toEqual({ exitCode: 1, stdout: "", stderr });
  });

  test("says in one line that the password is missing", async () => {
    const stderr = `Cannot set name in the cluster: ${refused}\n`;
    expect(await runExample(example, [REPLICA])).toEqual({ exitCode: 1, stdout: "", stderr });
  });

  test("says in one line what it cannot use as a node", async () => {
    const stderr = 'Not HOST:PORT: "192.168.56.65"\n';
    expect(await runExample(example, ["192.168.56.65"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr,
    });
  });
});
