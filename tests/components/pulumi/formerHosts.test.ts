import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test } from "vitest";
import { formerHosts } from "../../../components/pulumi/formerHosts";

const SSH = { address: "10.0.0.1", port: 22, user: "root" };
const CLAIM = JSON.stringify({ claim: "c0ffee", hosts: [SSH] });
const TYPE =
  "urn:pulumi:dev::redis-cluster::redis-cluster:index:RedisCluster$command:local:Command";

afterEach(() => pulumi.runtime.disconnect());

/** The requests to the engine, which answers this about the resources of the stack. */
async function asking(resources: unknown): Promise<unknown[]> {
  const asked: unknown[] = [];
  await pulumi.runtime.setMocks(
    {
      call: ({ token, inputs }) => {
        asked.push({ token, inputs });
        return { outputs: resources };
      },
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    },
    "redis-cluster",
    "dev",
    false,
    "acme",
  );
  return asked;
}

test("formerHosts() are those that the last claim of that name printed", async () => {
  const asked = await asking({
    [`${TYPE}::other-claim`]: { outputs: { stdout: '{"claim":"beef","hosts":[]}' } },
    [`${TYPE}::cluster-claim`]: { outputs: { stdout: CLAIM } },
  });
  expect(await formerHosts("cluster-claim")).toEqual([
    { address: "10.0.0.1", ports: [], domain: "10.0.0.1", ssh: SSH },
  ]);
  expect(asked).toEqual([
    {
      token: "pulumi:pulumi:readStackResourceOutputs",
      inputs: { stackName: "acme/redis-cluster/dev" },
    },
  ]);
});

test.each([
  ["a stack without resources", {}],
  ["nothing", undefined],
  ["a stack with another cluster only", { [`${TYPE}::my-cluster-claim`]: { outputs: {} } }],
  ["a claim that has printed nothing", { [`${TYPE}::cluster-claim`]: { outputs: {} } }],
  [
    "a claim of a former version",
    { [`${TYPE}::cluster-claim`]: { outputs: { stdout: '{"claim":"c0ffee"}' } } },
  ],
])("formerHosts() are none for %s", async (_, resources) => {
  await asking(resources);
  expect(await formerHosts("cluster-claim")).toEqual([]);
});
