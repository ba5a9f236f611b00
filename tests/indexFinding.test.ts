import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Assessment } from "../components/cluster/plan/assess";
import { inspectCluster } from "../components/operations/verbs/inspectCluster";
import { REPORT } from "./support/clusterArgs";
import { EXAMPLE_TOPOLOGY } from "./support/example";
import { type RecordedResource, recordResources } from "./support/recordResources";

vi.mock("../components/operations/verbs/inspectCluster");

const HEALTHY: Assessment = {
  topology: EXAMPLE_TOPOLOGY,
  toCreate: [],
  peersKnow: new Set(["127.0.0.1:7000", "127.0.0.1:7001", "127.0.0.1:7002"]),
  problems: [],
  rejections: [],
  steps: [],
  blockers: [],
  uninspected: [],
  withoutScript: [],
  exists: true,
};

const info = vi.spyOn(pulumi.log, "info");
beforeEach(() => {
  info.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  vi.mocked(inspectCluster).mockReset();
});

/** The resources of the stack when a look at its cluster says this. */
async function stackAfter(look: Partial<Assessment>): Promise<RecordedResource[]> {
  vi.mocked(inspectCluster).mockResolvedValue({ ...HEALTHY, ...look });
  const { resources } = await recordResources(
    async () => {
      pulumi.runtime.setAllConfig({
        "redis-cluster:hosts": '[{"address":"127.0.0.1","ports":[7000,7001,7002]}]',
        "redis-cluster:replicas": "0",
        "redis-cluster:ssh": '{"agent":true,"hostKeyChecking":"no"}',
      });
      const { default: stack } = await import("../index");
      return stack();
    },
    {
      "-script": '{"warnings":[]}',
      "-\\d+": '{"running":true}',
      "-converge": JSON.stringify(REPORT),
      "-verify": '{"path":[],"primaries":3}',
    },
  );
  return resources;
}

function findingOf(resources: readonly RecordedResource[], name: string): unknown {
  return resources.find((resource) => resource.name === name)?.inputs["environment"];
}

test("the stack of a healthy cluster says nothing and has no problem", async () => {
  const resources = await stackAfter({});
  expect(info).not.toHaveBeenCalled();
  expect(findingOf(resources, "cluster-converge")).toBeUndefined();
  expect(findingOf(resources, "proof-verify")).toBeUndefined();
});

test("the stack passes a problem on under a new name each time, and says it", async () => {
  const problems = [
    { node: "127.0.0.1:7001", kind: "stopped" },
    { node: "127.0.0.1:7002", kind: "cluster_state is fail" },
  ];
  const runs = [await stackAfter({ problems }), await stackAfter({ problems })];
  const seen = runs.map((resources) => findingOf(resources, "cluster-converge"));
  const nonce = /[0-9a-f-]{36}$/;
  for (const environment of seen) {
    expect(environment).toEqual({
      PROBLEM: expect.stringMatching(nonce),
    });
    expect(JSON.stringify(environment)).toContain(
      "  stopped\\n  127.0.0.1:7002  cluster_state is fail",
    );
  }
  expect(seen[0]).not.toEqual(seen[1]);
  expect(runs.map((resources) => findingOf(resources, "proof-verify"))).toEqual(seen);
  expect(info).toHaveBeenCalledTimes(2);
  expect(info).toHaveBeenCalledWith(
    "Problems\n  127.0.0.1:7001  stopped\n  127.0.0.1:7002  cluster_state is fail\n" +
      "Plan\n  wait until the nodes agree (no steps)",
  );
});

test("the stack starts no empty server where peers know the address", async () => {
  const resources = await stackAfter({ peersKnow: new Set(["127.0.0.1:7001"]) });
  const creates = resources
    .filter(({ name }) => /-\d+$/.test(name))
    .map(({ inputs }) => /PEERS_KNOW=(\w+)/.exec(String(inputs["create"]))?.[1]);
  expect(creates).toEqual(["no", "yes", "no"]);
});

test("the stack refuses another node list before it asks for any resource", async () => {
  const rejections = [{ node: "127.0.0.1:7003", kind: "member of the cluster, but not declared" }];
  await expect(stackAfter({ rejections })).rejects.toThrow(
    new pulumi.RunError(
      "Configuration rejected. Nothing was changed.\n" +
        "  127.0.0.1:7003  member of the cluster, but not declared",
    ),
  );
});

test("a host that lost the script of its nodes is prepared again, and nothing else is done", async () => {
  const resources = await stackAfter({ withoutScript: ["127.0.0.1"] });
  const script = resources.find(({ name }) => name === "127.0.0.1-script");
  expect(script?.inputs["triggers"]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(findingOf(resources, "cluster-converge")).toBeUndefined();
});
