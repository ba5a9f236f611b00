import { afterAll, beforeAll, expect, test } from "vitest";
import { adoptFrom } from "../../components/text/cures/clusterCures";
import type { LocalStack } from "../../tools/demo/localStack";
import { expectCure } from "../support/expectCure";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const OWNER = "organization/redis-cluster/owned";
const REJECTED = [
  "These nodes belong to another stack. Nothing was changed.",
  `owner    ${OWNER}, last changed 20`,
  "members  6 nodes on 192.168.56.65, 192.168.56.66",
  `pulumi config set adopt ${OWNER}`,
];

let cluster: TestCluster;
let copy: LocalStack;
let pids: object[];

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "owned" });
  await succeed(cluster.up());
  pids = await processes();
  copy = await cluster.otherStack("copy");
});
afterAll(() => cluster?.end());

async function processes(): Promise<object[]> {
  return Promise.all([cluster.pids(HOST_A), cluster.pids(HOST_B)]);
}

test.each([
  ["preview", ["preview"]],
  ["up", ["up", "--yes"]],
  ["up without preview", ["up", "--yes", "--skip-preview"]],
])("a copied configuration in another stack is rejected by %s", async (_, args) => {
  const { code, output } = await copy.run(args);
  expect(code, output).not.toBe(0);
  for (const line of REJECTED) expect(output).toContain(line);
  expect(await copy.run(["destroy", "--yes"])).toMatchObject({ code: 0 });
  expect(await processes()).toEqual(pids);
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
});

test("adopt takes the cluster over, and the former owner stops nothing any more", async () => {
  const rejected = await copy.run(["preview"]);
  expectCure(rejected.output, adoptFrom(OWNER));
  const [, command = ""] = /^ *pulumi (config set .*)$/m.exec(rejected.output) ?? [];
  expect(await copy.run(command.trim().split(" "))).toMatchObject({ code: 0 });
  const preview = await copy.run(["preview"]);
  expect(preview.code, preview.output).toBe(0);
  expect(preview.output).toContain(`adopt the cluster of ${OWNER}: 6 running nodes`);
  const up = await copy.run(["up", "--yes", "--skip-preview"]);
  expect(up.code, up.output).toBe(0);
  const idle = await copy.run(["preview", "--expect-no-changes"]);
  expect(idle.code, idle.output).toBe(0);

  const former = await cluster.preview();
  expect(former.code, former.output).not.toBe(0);
  expect(former.output).toContain("owner    organization/redis-cluster/copy, last changed 20");
  const destroy = await cluster.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  expect(destroy.output).toContain("Warning: nothing was stopped. A newer claim manages this");
  expect(await processes()).toEqual(pids);

  expect(await copy.run(["destroy", "--yes"])).toMatchObject({ code: 0 });
  for (const host of [HOST_A, HOST_B]) {
    expect(await cluster.on(host, "pgrep redis-server || true")).toBe("");
  }
});
