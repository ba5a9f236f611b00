import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Assessment } from "../../components/cluster/plan/assess";
import { place } from "../../components/cluster/spec/placement";
import type { ClusterRecord } from "../../components/cluster/state/clusterRecord";
import type { HostInspection } from "../../components/host/inspectScript";
import {
  assessInspection,
  type ClusterInspection,
  inspectCluster,
} from "../../components/operations/verbs/inspectCluster";
import { RedisCluster } from "../../components/redisCluster";
import type { RedisClusterArgs } from "../../components/redisClusterArgs";
import { CLAIM_PRINTS, OWNERSHIP, REPORT } from "../support/clusterArgs";
import { PRIVATE_KEY } from "../support/privateKey";
import { type RecordedResource, recordResources } from "../support/recordResources";

vi.mock("../../components/operations/verbs/inspectCluster", { spy: true });

const HOSTS = [{ address: "127.0.0.1", ports: [7000, 7001, 7002], domain: "127.0.0.1" }];

const HEALTHY: Assessment = {
  topology: place({ hosts: HOSTS, replicas: 0, allowSharedDomain: false }),
  declared: place({ hosts: HOSTS, replicas: 0, allowSharedDomain: false }),
  toCreate: [],
  running: new Set(["127.0.0.1:7000", "127.0.0.1:7001", "127.0.0.1:7002"]),
  peersKnow: new Set(["127.0.0.1:7000", "127.0.0.1:7001", "127.0.0.1:7002"]),
  problems: [],
  rejections: [],
  steps: [],
  moves: [],
  blockers: [],
  failedChecks: [],
  pendingStarts: [],
  transfers: [],
  uninspected: [],
  withoutScript: [],
  exists: true,
};

const SILENT = { answers: false, reason: "connect ECONNREFUSED" } as const;

/** An inspection of one host, which has this record, and on which no server runs. */
function inspectionWith(record?: ClusterRecord): ClusterInspection {
  const host: HostInspection = {
    nodes: new Map(),
    held: [],
    failedChecks: [],
    otherIdentities: [],
    unmanagedPeers: new Map(),
    addresses: [],
    isPrepared: true,
    ...(record === undefined ? {} : { record }),
  };
  return {
    observed: new Map([7000, 7001, 7002].map((port) => [`127.0.0.1:${port}`, SILENT])),
    inspections: new Map([["127.0.0.1", host]]),
    uninspected: [],
    blocked: [],
  };
}

const PRINTED = {
  "-claim": CLAIM_PRINTS,
  "-script": '{"warnings":[]}',
  "-\\d+": '{"running":true}',
  "-converge": JSON.stringify(REPORT),
  "-verify": '{"path":[],"primaries":3}',
};

const info = vi.spyOn(pulumi.log, "info");
const warn = vi.spyOn(pulumi.log, "warn");
beforeEach(() => {
  warn.mockReset().mockResolvedValue(undefined);
  info.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  vi.mocked(inspectCluster).mockReset();
  vi.mocked(assessInspection).mockReset();
});

/** The resources of the stack when the assessment of its cluster is this. */
async function stackAfter(
  assessment: Partial<Assessment>,
  {
    record,
    adopt,
    preview,
  }: { readonly record?: ClusterRecord; readonly adopt?: string; readonly preview?: boolean } = {},
): Promise<RecordedResource[]> {
  vi.mocked(inspectCluster).mockResolvedValue(inspectionWith(record));
  vi.mocked(assessInspection).mockReturnValue({ ...HEALTHY, ...assessment });
  const { resources } = await recordResources(
    async () => {
      pulumi.runtime.setAllConfig({
        "redis-cluster:hosts": '[{"address":"127.0.0.1","ports":[7000,7001,7002]}]',
        "redis-cluster:replicas": "0",
        "redis-cluster:ssh": '{"agent":true,"hostKeyChecking":"no"}',
        ...(adopt === undefined ? {} : { "redis-cluster:adopt": adopt }),
      });
      const { default: stack } = await import("../../index");
      return stack();
    },
    PRINTED,
    preview,
  );
  return resources;
}

function problemOf(resources: readonly RecordedResource[], name: string): unknown {
  return resources.find((resource) => resource.name === name)?.inputs["environment"];
}

test("the stack of a healthy cluster says nothing and has no problem", async () => {
  const resources = await stackAfter({});
  expect(info).not.toHaveBeenCalled();
  expect(problemOf(resources, "cluster-bootstrap-converge")).toBeUndefined();
  expect(problemOf(resources, "cluster-verification-verify")).toBeUndefined();
});

test("the stack passes a problem on under a new name each time, and says it", async () => {
  const problems = [
    { node: "127.0.0.1:7001", kind: "stopped" },
    { node: "127.0.0.1:7002", kind: "cluster_state is fail" },
  ];
  const runs = [await stackAfter({ problems }), await stackAfter({ problems })];
  const seen = runs.map((resources) => problemOf(resources, "cluster-bootstrap-converge"));
  for (const environment of seen) {
    expect(environment).toEqual({ PROBLEM: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  }
  expect(seen[0]).not.toEqual(seen[1]);
  expect(runs.map((resources) => problemOf(resources, "cluster-verification-verify"))).toEqual(
    seen,
  );
  const text =
    "Problems\n  127.0.0.1:7001  stopped\n  127.0.0.1:7002  cluster_state is fail\n" +
    "Plan\n  wait until the nodes agree (no steps)";
  expect(info.mock.calls.map(([said]) => said)).toEqual([text, text]);
});

test("the stack warns of what the next restart changes, and has nothing to do", async () => {
  const kind = "another server program at the next restart";
  const resources = await stackAfter({ pendingStarts: [{ node: "127.0.0.1:7001", kind }] });
  expect(warn.mock.calls.map(([said]) => said)).toEqual([
    "The next restart changes more than the configuration\n" +
      "  127.0.0.1:7001  another server program at the next restart",
    "no password is set. Anyone who can reach these ports can read and write.",
  ]);
  expect(problemOf(resources, "cluster-bootstrap-converge")).toBeUndefined();
});

test("the stack starts no empty server where peers know the address", async () => {
  const resources = await stackAfter({ peersKnow: new Set(["127.0.0.1:7001"]) });
  const creates = resources
    .filter(({ name }) => /-\d+$/.test(name))
    .map(({ inputs }) => /PEERS_KNOW=(\w+)/.exec(String(inputs["create"]))?.[1]);
  expect(creates).toEqual(["no", "yes", "no"]);
});

test.each([
  ["a new cluster", { exists: false }, true],
  ["an unfinished one", { exists: true, isUnfinished: true }, true],
  ["another one", { exists: true }, false],
])(
  "a node that is created in %s reports its failure to converge: %s",
  async (_, found, reports) => {
    const resources = await stackAfter({ ...found, toCreate: ["127.0.0.1:7001"] });
    const creates = resources
      .filter(({ name }) => /-\d+$/.test(name))
      .map(({ inputs }) => String(inputs["create"]).includes(" ON_FAILURE=report "));
    expect(creates).toEqual([false, reports, false]);
  },
);

test("a preview of a problem does not know yet under which name it is passed on", async () => {
  const problems = [{ node: "127.0.0.1:7001", kind: "stopped" }];
  const resources = await stackAfter({ problems }, { preview: true });
  for (const name of ["cluster-bootstrap-converge", "cluster-verification-verify"]) {
    expect(problemOf(resources, name)).toBe("unknown in a preview");
  }
});

test("a preview fails of a problem that no step fixes, an up says it and lets converge fail", async () => {
  const found = { node: "127.0.0.1:7001", kind: "3 keys, but not in a cluster" };
  const look = { problems: [found], blockers: [found] };
  const text = "127.0.0.1:7001  3 keys, but not in a cluster";
  const failure = await stackAfter(look, { preview: true }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(pulumi.RunError);
  expect(String(failure)).toContain(text);
  expect(info).not.toHaveBeenCalled();
  const resources = await stackAfter(look);
  expect(info.mock.calls.map(([said]) => said)).toEqual([expect.stringContaining(text)]);
  expect(problemOf(resources, "cluster-bootstrap-converge")).toEqual({
    PROBLEM: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("the stack creates the nodes that are missing again, and no other", async () => {
  const resources = await stackAfter({ toCreate: ["127.0.0.1:7001"] });
  const triggers = resources
    .filter(({ name }) => /-\d+$/.test(name))
    .map(({ inputs }) => inputs["triggers"]);
  expect(triggers).toEqual([undefined, [expect.stringMatching(/^[0-9a-f-]{36}$/)], undefined]);
  expect(problemOf(resources, "cluster-bootstrap-converge")).toEqual({
    PROBLEM: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("the stack compares the records with its owner, then with its claim too", async () => {
  await stackAfter({});
  expect(vi.mocked(assessInspection).mock.calls.map(([, , ownership]) => ownership)).toEqual([
    { owner: OWNERSHIP.owner },
    OWNERSHIP,
  ]);
});

const RECORD: ClusterRecord = {
  format: 1,
  owner: "acme/redis-cluster/prod",
  claim: "beef",
  changed: "2026-11-20T14:02:33Z",
  generation: 3,
  members: { "127.0.0.1:7000": "aa" },
};

test.each([true, false])(
  "the stack rejects the cluster of another one, in a preview: %s",
  async (preview) => {
    const failure = await stackAfter({}, { record: RECORD, preview }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(pulumi.RunError);
    expect(failure).toMatchObject({
      message: [
        "These nodes belong to another stack. Nothing was changed.",
        "  owner    acme/redis-cluster/prod, last changed 2026-11-20 14:02 UTC",
        "  members  1 node on 127.0.0.1",
        "  To manage them from this stack instead, first make sure that the other one is retired, then:",
        "    pulumi config set adopt acme/redis-cluster/prod",
      ].join("\n"),
    });
  },
);

test.each<[string, { readonly record: ClusterRecord; readonly adopt?: string }]>([
  ["its own cluster under a former claim", { record: { ...RECORD, owner: OWNERSHIP.owner } }],
  ["its own cluster under its former name", { record: { ...RECORD, claim: OWNERSHIP.claim } }],
  ["the cluster that it adopts", { record: RECORD, adopt: RECORD.owner }],
])("the stack accepts %s, in a preview too", async (_, options) => {
  expect(await stackAfter({}, options)).toHaveLength(12);
  expect(await stackAfter({}, { ...options, preview: true })).toHaveLength(12);
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
  const script = resources.find(({ name }) => name === "cluster-127.0.0.1-script");
  expect(script?.inputs["triggers"]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(problemOf(resources, "cluster-bootstrap-converge")).toBeUndefined();
});

/** The resources of a program's own cluster, and what it says, in a preview or an `up`. */
async function clusterOf(args: Partial<RedisClusterArgs>, preview: boolean) {
  vi.mocked(inspectCluster).mockResolvedValue(inspectionWith());
  const ssh = { agent: true, hostKeyChecking: "no" };
  return recordResources(
    () => {
      const cluster = new RedisCluster("cache", { hosts: HOSTS, ssh, replicas: 0, ...args });
      new pulumi.ComponentResource("test:index:Client", "client", {}, { dependsOn: [cluster] });
      return {};
    },
    PRINTED,
    preview,
  );
}

test("RedisCluster names its resources after itself, and what depends on it comes last", async () => {
  const { resources, registered } = await clusterOf({}, false);
  expect(resources.map(({ name }) => name).filter((name) => name !== "client")).toEqual([
    "cache",
    "cache-command",
    "cache-claim",
    "cache-127.0.0.1",
    "cache-127.0.0.1-script",
    "cache-127.0.0.1-7000",
    "cache-127.0.0.1-7001",
    "cache-127.0.0.1-7002",
    "cache-bootstrap",
    "cache-bootstrap-converge",
    "cache-verification",
    "cache-verification-verify",
  ]);
  expect(registered.at(-1)).toBe("client");
  expect(inspectCluster).toHaveBeenCalledOnce();
});

test("RedisCluster registers no inputs: a rejected change would remain in the state", async () => {
  const secrets = { password: "pa$$w0rd", sshPrivateKey: PRIVATE_KEY };
  const { resources } = await clusterOf(secrets, false);
  expect(resources[0]).toMatchObject({ name: "cache", inputs: {} });
});

test("RedisCluster previews a cluster whose password is not known yet, without an inspection", async () => {
  const { resources } = await clusterOf(
    { password: pulumi.output(pulumi.unknown as string) },
    true,
  );
  expect(resources).toHaveLength(13);
  expect(inspectCluster).not.toHaveBeenCalled();
  expect(info.mock.calls.map(([said]) => said)).toEqual([
    expect.stringContaining("a secret is not known before `up`"),
  ]);
});

const OPEN = "no password is set. Anyone who can reach these ports can read and write.";

test("RedisCluster warns of a missing password always, of single points of failure before it creates", async () => {
  await clusterOf({}, true);
  expect(warn.mock.calls.map(([said]) => said)).toEqual([
    OPEN,
    expect.stringMatching(/^losing host 127\.0\.0\.1 stops the cluster: /),
  ]);
  warn.mockClear();
  await clusterOf({ password: "secret" }, false);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockClear();
  await stackAfter({});
  expect(warn.mock.calls.map(([said]) => said)).toEqual([OPEN]);
});

test("RedisCluster does not warn of a missing password that is meant", async () => {
  await clusterOf({ allowNoPassword: true }, false);
  expect(warn.mock.calls.map(([said]) => said)).toEqual([
    expect.stringMatching(/^losing host 127\.0\.0\.1 stops the cluster: /),
  ]);
});
