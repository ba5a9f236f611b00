import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type ClusterInspection,
  inspectCluster,
} from "../components/operations/verbs/inspectCluster";
import { CLAIM_PRINTS, REPORT } from "./support/clusterArgs";
import { PRIVATE_KEY } from "./support/privateKey";
import { type RecordedResource, recordResources } from "./support/recordResources";

const VERIFICATION = {
  path: [{ node: "127.0.0.1:1", command: "GET name", reply: "tom" }],
  primaries: 3,
};
const PRINTED = {
  "-claim": CLAIM_PRINTS,
  "-script": '{"warnings":[]}',
  "-\\d+": '{"running":true}',
  "-converge": JSON.stringify(REPORT),
  "-verify": JSON.stringify(VERIFICATION),
};
// No network of the tests leads to these addresses, and no sshd listens on this port of loopback.
const HOSTS = [
  { address: "192.0.2.1", ports: [3, 4, 5], ssh: { address: "127.0.0.1", port: 2 } },
  { address: "192.0.2.2", ports: [3, 4, 5], ssh: { address: "127.0.0.2", port: 2 } },
];
const PORTS_OF_NODES = [
  "192.0.2.1-3",
  "192.0.2.1-4",
  "192.0.2.1-5",
  "192.0.2.2-3",
  "192.0.2.2-4",
  "192.0.2.2-5",
];
/** The primaries, then their replicas. */
const STARTED = [
  "192.0.2.1-3",
  "192.0.2.2-3",
  "192.0.2.1-4",
  "192.0.2.2-4",
  "192.0.2.1-5",
  "192.0.2.2-5",
];

vi.mock("../components/operations/verbs/inspectCluster", { spy: true });

/** What a look says of hosts on which there is nothing yet. */
async function nothingThere(): Promise<ClusterInspection> {
  const silent = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const observed = new Map(STARTED.map((name) => [name.replace("-", ":"), silent]));
  return { observed, inspections: new Map(), uninspected: [], blocked: [] };
}

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(pulumi.log, "info").mockImplementation((text) => {
    said.push(text);
    return Promise.resolve();
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function program(config: Record<string, unknown>): () => Promise<object> {
  const entries = Object.entries({
    hosts: HOSTS,
    ssh: { agent: true, hostKeyChecking: "no" },
    ...config,
  });
  return async () => {
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        entries.map(([key, value]) => [
          `redis-cluster:${key}`,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    const { default: stack } = await import("../index");
    return stack();
  };
}

describe("the stack", () => {
  test("is one cluster: its claim, hosts, their nodes with the primaries first, bootstrap, verification", async () => {
    vi.mocked(inspectCluster).mockImplementationOnce(nothingThere);
    const { resources, outputs, registered } = await recordResources(program({}), PRINTED);
    expect(resources.map(({ type, name, parent }) => `${type} ${name} in ${parent}`)).toEqual([
      "redis-cluster:index:RedisCluster cluster in ",
      "pulumi:providers:command cluster-command in cluster",
      "command:local:Command cluster-claim in cluster",
      ...["192.0.2.1", "192.0.2.2"].flatMap((host) => [
        `redis:index:RedisHost cluster-${host} in cluster`,
        `command:remote:Command cluster-${host}-script in cluster-${host}`,
      ]),
      ...STARTED.flatMap((name) => [
        `command:remote:Command cluster-${name} in cluster-${name.replace(/-.*/, "")}`,
      ]),
      "redis:index:ClusterBootstrap cluster-bootstrap in cluster",
      "command:local:Command cluster-bootstrap-converge in cluster-bootstrap",
      "redis:index:ClusterVerification cluster-verification in cluster",
      "command:local:Command cluster-verification-verify in cluster-verification",
    ]);
    const converge = resources.find(({ name }) => name === "cluster-bootstrap-converge");
    expect(converge?.dependsOn).toEqual(STARTED.map((name) => `cluster-${name}`));
    expect(converge?.ignoreChanges).toEqual([]);
    expect(converge?.inputs["environment"]).toEqual({
      PROBLEM: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const isNode = ({ name }: RecordedResource) =>
      STARTED.some((node) => name === `cluster-${node}`);
    for (const node of resources.filter(isNode)) {
      expect(registered.indexOf(node.name)).toBeGreaterThan(registered.indexOf("cluster-claim"));
      expect(node.inputs["triggers"]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    }
    const stopping = resources.filter(({ inputs }) => inputs["delete"] !== undefined);
    expect(stopping.map(({ name }) => name)).toEqual(["cluster-claim"]);
    expect(outputs).toEqual({
      nodes: REPORT.nodes,
      startupNodes: PORTS_OF_NODES.map((name) => name.replace("-", ":")),
      server: "valkey",
      version: "9.1.2",
      singlePointsOfFailure: REPORT.singlePointsOfFailure,
      verification: ["127.0.0.1:1> GET name -> tom"],
    });
    expect(said).toEqual([]);
  });

  test.each([true, false])(
    "makes nothing where a host could not be looked at, in a preview: %s",
    async (preview) => {
      await expect(recordResources(program({}), PRINTED, preview)).rejects.toThrow(
        /^Cannot create 6 nodes: not every host could be inspected\.\n {2}Cannot reach root@127\.0\.0\.1 port 2 by SSH: .*\n {2}Cannot /,
      );
    },
  );

  test("shows the whole plan in a preview", async () => {
    vi.mocked(inspectCluster).mockImplementationOnce(nothingThere);
    await recordResources(program({}), PRINTED, true);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^Plan: create a cluster of 6 nodes on 2 hosts\n/);
    expect(said[0]).toMatch(/\n {2}1 {6}0-5460 +192\.0\.2\.1:3 +192\.0\.2\.2:/);
  });

  test("has the secrets in secret inputs alone", async () => {
    vi.mocked(inspectCluster).mockImplementationOnce(nothingThere);
    const secrets = { password: "pa$$w0rd", sshPrivateKey: PRIVATE_KEY };
    const { resources } = await recordResources(program(secrets), PRINTED);
    const open = resources.map(({ inputs, secrets: names }) =>
      Object.entries(inputs).filter(([name]) => !names.includes(name)),
    );
    expect(JSON.stringify(open)).not.toContain("pa$$w0rd");
    expect(JSON.stringify(open)).not.toContain(PRIVATE_KEY.split("\n")[1]);
    const withPassword = resources.filter(({ inputs }) =>
      JSON.stringify(inputs).includes("pa$$w0rd"),
    );
    expect(withPassword).toHaveLength(8);
  });

  test("makes nothing where a host's key is not known", async () => {
    const ssh = { agent: true, knownHosts: "/nowhere/known_hosts" };
    const refused = await recordResources(program({ ssh }), PRINTED).catch((error) => error);
    expect(refused).toBeInstanceOf(pulumi.RunError);
    expect(refused.message).toBe(
      ["127.0.0.1", "127.0.0.2"]
        .map(
          (address) =>
            `Cannot get the SSH host key of ${address} port 2, which is not in /nowhere/known_hosts: ` +
            `connect ECONNREFUSED ${address}:2. Try again when the host is reachable.`,
        )
        .join("\n"),
    );
  });

  test("makes nothing of a configuration that is refused", async () => {
    await expect(recordResources(program({ replicas: 2 }), PRINTED)).rejects.toThrow(
      /^Cannot use this configuration\. No host was contacted\.\n {2}hosts cannot be placed: 6 nodes make 2 primaries/,
    );
  });
});
