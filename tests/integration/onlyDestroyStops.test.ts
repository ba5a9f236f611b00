import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { TEST_FOLDER } from "../support/testFolder";

const PROJECT = join(__dirname, "..", "..");
const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;
let pids: object[];
/** What the stack prints of its resources. */
let resources: string;

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "only-destroy", config: { onDestroy: "delete" } });
  await succeed(cluster.up());
  pids = await processes();
  resources = await succeed(cluster.pulumi("stack", "--show-urns"));
  await cluster.ask("192.168.56.66:7003", "SET", "name", "kept");
});
afterAll(() => cluster?.end());

/** Copies the project with another name of its component, and without aliases. */
function projectWithComponent(name: string): string {
  const copy = join(TEST_FOLDER, "renamed-component");
  rmSync(copy, { recursive: true, force: true });
  for (const part of ["components", "tools", "package.json", "Pulumi.yaml"]) {
    cpSync(join(PROJECT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(copy, "node_modules"));
  const program = readFileSync(join(PROJECT, "index.ts"), "utf8");
  const renamed = program
    .replace('RedisCluster("cluster"', `RedisCluster("${name}"`)
    .replace(/transformations: .*/, "");
  expect(renamed).toContain(`RedisCluster("${name}"`);
  writeFileSync(join(copy, "index.ts"), renamed);
  return copy;
}

async function processes(): Promise<object[]> {
  return Promise.all([cluster.pids(HOST_A), cluster.pids(HOST_B)]);
}

function urnOf(name: string): string {
  const urn = new RegExp(`urn:pulumi:\\S+::${name}$`, "m").exec(resources)?.[0];
  if (urn === undefined) throw new Error(`the stack has no ${name}: ${resources}`);
  return urn;
}

/** Nothing was stopped or deleted, a plain up succeeds, and after it there is nothing to do. */
async function expectUnharmed(): Promise<void> {
  expect(await processes()).toEqual(pids);
  await succeed(cluster.up());
  await expectNothingToDo();
}

/** The same without an up, where none is needed. */
async function expectNothingToDo(): Promise<void> {
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  expect(await processes()).toEqual(pids);
  expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe("kept");
}

test("up --replace of every resource stops nothing", async () => {
  await succeed(cluster.pulumi("up", "--yes", "--skip-preview", "--replace", "**"));
  await expectNothingToDo();
});

/** One resource of each kind. */
const EACH = [
  "cluster-claim",
  "cluster-192.168.56.65-script",
  "cluster-192.168.56.65-7000",
  "cluster-bootstrap-converge",
  "cluster-verification-verify",
  "cluster-command",
];

test.each(EACH)("up --target-replace of %s and its dependents stops nothing", async (name) => {
  const flags = ["--target-replace", urnOf(name), "--target-dependents"];
  await succeed(cluster.pulumi("up", "--yes", "--skip-preview", ...flags));
  await expectNothingToDo();
});

test.each(EACH)("a tainted %s stops nothing", async (name) => {
  await succeed(cluster.pulumi("state", "taint", "--yes", urnOf(name)));
  await expectUnharmed();
});

test.each(EACH)("state delete of %s and its dependents stops nothing", async (name) => {
  const flags = ["--yes", "--target-dependents"];
  await succeed(cluster.pulumi("state", "delete", urnOf(name), ...flags));
  await expectUnharmed();
});

/** The whole cluster depends on these. */
const ALL = ["cluster-claim", "cluster-command"];

test("destroy --target of each resource and its dependents stops nothing", async () => {
  // From the last one to those that it depends on, so that each destroy has something to delete.
  for (const name of EACH.filter((one) => !ALL.includes(one)).reverse()) {
    const flags = ["--target", urnOf(name), "--target-dependents"];
    const output = await succeed(cluster.pulumi("destroy", "--yes", "--skip-preview", ...flags));
    expect(output).toMatch(/\d deleted/);
    expect(await processes()).toEqual(pids);
  }
  await expectUnharmed();
});

test("refresh stops nothing", async () => {
  await succeed(cluster.pulumi("refresh", "--yes"));
  await expectNothingToDo();
});

test("a renamed stack keeps its cluster", async () => {
  const name = "renamed";
  await succeed(cluster.pulumi("stack", "rename", name));
  const preview = await cluster.pulumi("preview", "--stack", name);
  expect(preview.code, preview.output).toBe(0);
  await succeed(cluster.pulumi("up", "--yes", "--skip-preview", "--stack", name));
  await succeed(cluster.pulumi("preview", "--expect-no-changes", "--stack", name));
  await succeed(cluster.pulumi("stack", "rename", "only-destroy", "--stack", name));
  await expectUnharmed();
});

test("a renamed component keeps its cluster", async () => {
  await cluster.configure({}, projectWithComponent("cache"));
  await expectUnharmed();
  await cluster.configure({}, PROJECT);
  await expectUnharmed();
});

test("a replacement that was killed in converge stops nothing", async () => {
  // Otherwise converge has nothing to do.
  await cluster.on(HOST_A, "rm /root/conf/7000/7000.pid");
  process.env["REDIS_CLUSTER_STOP_AFTER"] = "1";
  const killed = await cluster.pulumi("up", "--yes", "--skip-preview", "--replace", "**");
  delete process.env["REDIS_CLUSTER_STOP_AFTER"];
  expect(killed.code, killed.output).not.toBe(0);
  await expectUnharmed();
});

test("destroy stops every server and deletes its files", async () => {
  const destroy = await cluster.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  expect(destroy.output).toContain(
    "Stopped 6 servers and DELETED the data in /root/conf on 192.168.56.65, 192.168.56.66",
  );
  for (const host of [HOST_A, HOST_B]) {
    expect(await cluster.on(host, "pgrep redis-server || true; ls -d /root/conf || true")).toBe("");
  }
});
