import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { ClusterClaim, type ClusterClaimArgs, thisStack } from "../../components/clusterClaim";
import { RedisClusterNode } from "../../components/redisClusterNode";
import { RedisHost } from "../../components/redisHost";
import { CLAIM_PRINTS, CLUSTER_ARGS, INTERPRETER, OWNERSHIP } from "../support/clusterArgs";
import { recordResources } from "../support/recordResources";

const { hosts, credentials } = CLUSTER_ARGS;

/** The claim's resource, its standard input parsed, and its outputs. */
async function made(changes: Partial<ClusterClaimArgs> = {}) {
  const { resources, outputs } = await recordResources(
    () => {
      const { owner, claim } = new ClusterClaim("claim", { hosts, credentials, ...changes });
      return { owner, claim };
    },
    { claim: CLAIM_PRINTS },
  );
  const [resource, ...others] = resources;
  expect(others).toEqual([]);
  const { stdin, ...inputs } = resource?.inputs ?? {};
  return { resource: { ...resource, inputs }, stdin: JSON.parse(String(stdin)), outputs };
}

const SPEC = {
  hosts,
  directory: "/root/conf",
  serverCommand: "redis-server",
  credentials,
  onDestroy: "keep",
};

describe("ClusterClaim", () => {
  test("is one command that claims, and at its deletion stops; it finds its claim in its last output", async () => {
    const { resource, stdin, outputs } = await made();
    expect(resource).toEqual({
      type: "command:local:Command",
      name: "claim",
      parent: "",
      inputs: {
        create: "claim acme/redis-cluster/dev",
        update: "claim",
        delete: "stop",
        interpreter: INTERPRETER,
        logging: "stderr",
        addPreviousOutputInEnv: true,
      },
      secrets: ["stdin"],
      dependsOn: [],
      // What only one run was told is no change later.
      ignoreChanges: ["create", "environment"],
    });
    expect(stdin).toEqual(SPEC);
    expect(outputs).toEqual(OWNERSHIP);
  });

  test("passes on all that was chosen, with its own name only where it adopts a cluster", async () => {
    const chosen = {
      directory: "/srv/redis",
      serverCommand: "valkey-server",
      onDestroy: "delete",
    } as const;
    const { stdin } = await made({ ...chosen, adopt: "acme/redis-cluster/prod" });
    expect(stdin).toEqual({
      ...SPEC,
      ...chosen,
      adoption: { from: "acme/redis-cluster/prod", by: "acme/redis-cluster/dev" },
    });
  });

  test("tells the hosts of the last up to a run that needs them, in no input that others compare", async () => {
    const { resource, stdin } = await made({ formerHosts: hosts });
    expect(stdin).toEqual(SPEC);
    expect(resource).toMatchObject({
      inputs: { environment: { FORMER_HOSTS: JSON.stringify({ hosts: hosts.map((h) => h.ssh) }) } },
      ignoreChanges: ["create"],
    });
  });

  test("is known in a preview that does not change it, and otherwise not", async () => {
    const program = () => ({ claim: new ClusterClaim("claim", { hosts, credentials }).claim });
    expect((await recordResources(program, { claim: CLAIM_PRINTS }, true)).outputs).toEqual({
      claim: "c0ffee",
    });
    expect((await recordResources(program, {}, true)).outputs).toEqual({
      claim: "unknown in a preview",
    });
  });

  test("comes before every node, and so is deleted after them", async () => {
    const { resources, registered } = await recordResources(
      () => {
        const claim = new ClusterClaim("claim", { hosts, credentials });
        for (const { address, ports, ssh } of hosts) {
          const host = new RedisHost(address, { address, ssh, credentials });
          for (const port of ports)
            new RedisClusterNode(`${address}-${port}`, { host, claim, port });
        }
        return {};
      },
      { claim: CLAIM_PRINTS, "-script": '{"warnings":[]}', "-\\d+": '{"running":true}' },
    );
    const nodes = resources.filter(({ name }) => /-\d+$/.test(name));
    expect(nodes).toHaveLength(6);
    for (const { name, dependsOn, inputs } of nodes) {
      expect(dependsOn).toContain("claim");
      expect(inputs).not.toHaveProperty("delete");
      expect(registered.indexOf("claim")).toBeLessThan(registered.indexOf(name));
    }
  });
});

test("thisStack() names organization, project and stack", async () => {
  const { outputs } = await recordResources(() => ({ stack: pulumi.output(thisStack()) }), {});
  expect(outputs).toEqual({ stack: "acme/redis-cluster/dev" });
});
