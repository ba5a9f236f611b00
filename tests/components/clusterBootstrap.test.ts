import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test, vi } from "vitest";
import type { ClusterReport } from "../../components/cluster/plan/clusterReport";
import { ClusterBootstrap } from "../../components/clusterBootstrap";
import { ClusterClaim } from "../../components/clusterClaim";
import type { ClusterArgs } from "../../components/pulumi/clusterArgs";
import { RedisClusterNode } from "../../components/redisClusterNode";
import { RedisHost } from "../../components/redisHost";
import {
  CLAIM_PRINTS,
  CLUSTER_ARGS,
  INTERPRETER,
  OWNERSHIP,
  REPORT,
  RUN_SPEC,
} from "../support/clusterArgs";
import { type RecordedResource, recordResources } from "../support/recordResources";

/** What a bootstrap of two nodes asks for, without the nodes' own resources. */
async function made(
  changes: Partial<ClusterArgs>,
  report: ClusterReport | "none" = REPORT,
  status = '{"running":true}',
): Promise<{ resources: RecordedResource[]; outputs: object }> {
  const { resources, outputs } = await recordResources(
    () => {
      const address = "192.168.56.65";
      const ssh = { address, port: 22, user: "root" };
      const host = new RedisHost("node-host", { address, ssh, credentials: {} });
      const claim = new ClusterClaim("node-claim", CLUSTER_ARGS);
      const nodes = [7000, 7001].map(
        (port) =>
          new RedisClusterNode(`node-${port}`, { host, claim, port, ...problemOf(changes) }),
      );
      return {
        report: new ClusterBootstrap("cluster", { ...CLUSTER_ARGS, ...changes, nodes, claim })
          .report,
      };
    },
    {
      "-claim": CLAIM_PRINTS,
      "-host-script": '{"warnings":[]}',
      "-\\d+": status,
      ...(report === "none" ? {} : { "-converge": JSON.stringify(report) }),
    },
  );
  return { resources: resources.filter(({ name }) => !name.startsWith("node-")), outputs };
}

/** A node has a problem too if it was to be created. */
function problemOf({ problem }: Partial<ClusterArgs>): Pick<ClusterArgs, "problem"> {
  return problem === undefined ? {} : { problem };
}

/** The inputs of its command, the standard input parsed. */
function commandOf(resources: readonly RecordedResource[]): Record<string, unknown> {
  const { stdin, ...inputs } =
    resources.find(({ name }) => name === "cluster-converge")?.inputs ?? {};
  return { ...inputs, stdin: JSON.parse(String(stdin)) };
}

describe("ClusterBootstrap", () => {
  test("is one command after all nodes, which has no delete", async () => {
    const { resources, outputs } = await made({});
    expect(
      resources.map((resource) => ({ ...resource, inputs: Object.keys(resource.inputs).sort() })),
    ).toEqual([
      {
        type: "redis:index:ClusterBootstrap",
        name: "cluster",
        parent: "",
        inputs: [],
        secrets: [],
        dependsOn: [],
        ignoreChanges: [],
      },
      {
        type: "command:local:Command",
        name: "cluster-converge",
        parent: "cluster",
        inputs: ["addPreviousOutputInEnv", "create", "interpreter", "logging", "stdin"],
        secrets: ["stdin"],
        dependsOn: ["node-7000", "node-7001"],
        ignoreChanges: ["environment"],
      },
    ]);
    expect(outputs).toEqual({ report: REPORT });
  });

  test("runs converge on the whole spec, with the claim that the records repeat", async () => {
    const { resources } = await made({});
    expect(commandOf(resources)).toEqual({
      create: "converge",
      interpreter: INTERPRETER,
      stdin: { ...RUN_SPEC, record: OWNERSHIP },
      logging: "stderr",
      addPreviousOutputInEnv: false,
    });
  });

  test("passes on all that was chosen; the password is in the secret standard input alone", async () => {
    const chosen = {
      replicas: 0,
      allowSharedDomain: true,
      directory: "/srv/redis",
      serverCommand: "valkey-server",
      directives: { save: ["900 1", "300 10"] },
      password: "pa$$w0rd",
    };
    const { resources } = await made(chosen);
    const { stdin, ...rest } = commandOf(resources);
    expect(stdin).toEqual({ ...RUN_SPEC, ...chosen, record: OWNERSHIP });
    expect(resources.map(({ secrets }) => secrets)).toEqual([[], ["stdin"]]);
    expect(JSON.stringify(rest)).not.toContain("pa$$w0rd");
  });

  test("runs again when something was found, by an input that the engine alone reads", async () => {
    const { resources } = await made({ problem: "7000 does not answer\nnonce" });
    const ignored = resources.map(({ ignoreChanges }) => ignoreChanges);
    expect(ignored).toEqual([[], []]);
    expect(commandOf(resources)).toMatchObject({
      environment: { PROBLEM: "7000 does not answer\nnonce" },
      stdin: { ...RUN_SPEC, record: OWNERSHIP },
    });
  });

  const FAILED = '{"running":false,"failed":true,"reason":"Cannot start it: taken"}';

  test("has converge fail of nodes that were not created, and fails itself where converge does not", async () => {
    const failure = await made({ problem: "nonce" }, REPORT, FAILED).catch((error) => error);
    expect(failure).toEqual(new pulumi.RunError("Cannot start it: taken\nCannot start it: taken"));
  });

  test("does not depend on what nodes say, which a preview does not know, where none is created", async () => {
    const { resources, outputs } = await made({}, REPORT, FAILED);
    expect(commandOf(resources)["stdin"]).toEqual({ ...RUN_SPEC, record: OWNERSHIP });
    expect(outputs).toEqual({ report: REPORT });
  });

  test("fails where it is not among the targets of an up and never was", async () => {
    await expect(made({}, "none")).rejects.toThrow(
      "the cluster was not formed: its bootstrap is not among the targets",
    );
  });

  test("warns of what takes a restart or is ignored, and passes the report on", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    try {
      const ignored = { 'the server accepts "a b c" but uses a ""': ["A:1"] };
      const report = { ...REPORT, pending: { databases: ["A:1", "B:1"] }, ignored };
      const { outputs } = await made({}, report);
      expect(outputs).toEqual({ report });
      expect(warn.mock.calls.map(([text]) => text)).toEqual([
        "databases takes effect at the next restart. Until then the old value remains on 2 nodes: A:1; B:1",
        '1 node: the server accepts "a b c" but uses a "" (A:1)',
      ]);
    } finally {
      warn.mockRestore();
    }
  });
});
