import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test, vi } from "vitest";
import { nodeCommand, nodeStdin } from "../../components/host/nodeScript";
import { RedisClusterNode, type RedisClusterNodeArgs } from "../../components/redisClusterNode";
import { RedisHost, type RedisHostArgs } from "../../components/redisHost";
import { recordResources } from "../support/recordResources";

const HOST = {
  address: "192.168.56.65",
  ssh: { address: "10.0.0.5", port: 2222, user: "admin" },
  credentials: { privateKey: "THE KEY", agent: false },
};

const SCRIPT = {
  address: "192.168.56.65",
  port: 7000,
  directory: "/root/conf",
  serverCommand: "redis-server",
  directives: {},
} as const;

const COMMAND = {
  type: "command:remote:Command",
  name: "node",
  parent: "host",
  inputs: {
    connection: {
      host: "10.0.0.5",
      port: 2222,
      user: "admin",
      privateKey: "THE KEY",
      dialErrorLimit: 4,
      perDialTimeout: 5,
    },
    create: nodeCommand("create", SCRIPT, "no"),
    update: nodeCommand("update", SCRIPT, "no"),
    stdin: nodeStdin(SCRIPT),
    logging: "none",
    addPreviousOutputInEnv: false,
  },
  secrets: ["connection"],
  dependsOn: ["host-script", "host-claim"],
  ignoreChanges: ["create", "triggers"],
};

type Changes = Partial<Omit<RedisClusterNodeArgs, "host" | "claim">>;

/** The resource of one node, without its host's own. */
async function made(changes: Changes = {}, host: Partial<RedisHostArgs> = {}, said = STATUS) {
  const { resources, outputs } = await recordResources(
    () => {
      const claim = new pulumi.ComponentResource("test:index:Claim", "host-claim");
      const on = new RedisHost("host", { ...HOST, ...host });
      const { status, failedStart } = new RedisClusterNode("node", {
        host: on,
        claim,
        port: 7000,
        ...changes,
      });
      return { status, failedStart };
    },
    { "-script": '{"warnings":[]}', node: said },
  );
  const [node, ...others] = resources.filter(({ name }) => !name.startsWith("host"));
  expect(others).toEqual([]);
  return { node, outputs };
}

const STATUS = '{"running":true,"nodeId":"abc"}\n';

describe("RedisClusterNode", () => {
  test("is one command that comes after the claim and has no delete, by the defaults of the example", async () => {
    const { node, outputs } = await made();
    expect(node).toEqual(COMMAND);
    expect(outputs).toEqual({ status: { running: true, nodeId: "abc" }, failedStart: undefined });
  });

  test("passes on all that was chosen, and where it is not to start empty", async () => {
    const directory = "/srv/redis";
    const chosen = {
      serverCommand: "/opt/valkey-server",
      directives: { maxmemory: "1gb" },
    } as const;
    const script = { ...SCRIPT, ...chosen, directory };
    const { node } = await made({ ...chosen, peersKnow: "yes" }, { directory });
    expect(node?.inputs).toMatchObject({
      create: nodeCommand("create", script, "yes"),
      update: nodeCommand("update", script, "no"),
      stdin: nodeStdin(script),
    });
  });

  test("has its password nowhere but in a secret standard input", async () => {
    const password = "pa$$w0rd";
    const { node } = await made({ password });
    expect(node?.secrets).toEqual(["connection", "stdin"]);
    const { stdin, ...rest } = node?.inputs ?? {};
    expect(stdin).toBe(nodeStdin({ ...SCRIPT, password }));
    expect(JSON.stringify(rest)).not.toContain(password);
  });

  test("is created again for each problem, by an input that the engine alone reads", async () => {
    const { node } = await made({ problem: "a nonce" });
    expect(node).toEqual({
      ...COMMAND,
      inputs: { ...COMMAND.inputs, triggers: ["a nonce"] },
      ignoreChanges: ["create"],
    });
  });

  test.each<[string, string[]]>([
    ['{"running":true}', []],
    [
      '{"running":false,"reason":"its data is missing"}',
      ["192.168.56.65:7000 stays stopped: its data is missing"],
    ],
    [
      '<<redis-cluster\n{"running":false,"reason":"its data is missing"}\nredis-cluster>>',
      ["192.168.56.65:7000 stays stopped: its data is missing"],
    ],
    ['{"running":false,"failed":true,"reason":"Cannot start: taken"}', []],
    ["hello", ["192.168.56.65:7000: its script printed no answer. The host printed: hello"]],
  ])("warns of a node that says %s", async (printed, warnings) => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    try {
      await made({}, {}, printed);
      expect(warn.mock.calls.map(([text]) => text)).toEqual(warnings);
    } finally {
      warn.mockRestore();
    }
  });

  test("of a new cluster does not fail if it cannot start, and passes the reason of this run on", async () => {
    const failed = '{"running":false,"failed":true,"reason":"Cannot start: taken"}';
    const { node, outputs } = await made({ isOfNewCluster: true, problem: "nonce" }, {}, failed);
    expect(node?.inputs["create"]).toBe(
      nodeCommand("create", { ...SCRIPT, reportsFailure: true }, "no"),
    );
    const failedStart = { node: "192.168.56.65:7000", reason: "Cannot start: taken" };
    expect(outputs).toMatchObject({ failedStart });
    expect((await made({ problem: "nonce" })).outputs["failedStart"]).toBeUndefined();
    // Of an earlier run.
    expect((await made({}, {}, failed)).outputs["failedStart"]).toBeUndefined();
  });
});
