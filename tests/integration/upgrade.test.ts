import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { TEST_FOLDER } from "../support/testFolder";

const PROJECT = join(__dirname, "..", "..");
/** The last version without `RedisCluster`: its resources were children of the stack itself. */
const FORMER = "44ec5d5";
const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

/** A line of a resource that is replaced or deleted, or the summary's count of them. */
const REPLACES = /^ *(\+-|\+\+|--|-) +[\w-]+:\w+:\w+ |\d (to replace|to delete|replaced|deleted)/m;

let cluster: TestCluster;

beforeEach(async () => {
  cluster = await TestCluster.open({ name: "upgrade", project: checkOut(FORMER) });
  await succeed(cluster.up());
});
afterEach(() => cluster?.end());

/** Checks out the project at a commit, in a separate directory. */
function checkOut(commit: string): string {
  const directory = join(TEST_FOLDER, `project-${commit}`);
  if (existsSync(directory)) return directory;
  mkdirSync(directory, { recursive: true });
  const archive = execFileSync("git", ["archive", commit], {
    cwd: PROJECT,
    maxBuffer: 64 * 1024 * 1024,
  });
  execFileSync("tar", ["-x"], { cwd: directory, input: archive });
  symlinkSync(join(PROJECT, "node_modules"), join(directory, "node_modules"));
  return directory;
}

async function processes(): Promise<object[]> {
  return Promise.all([cluster.pids(HOST_A), cluster.pids(HOST_B)]);
}

/** A shallow clone has no former version. The closing line counts what is skipped. */
function hasCommit(commit: string): boolean {
  return spawnSync("git", ["cat-file", "-e", commit], { cwd: PROJECT }).status === 0;
}

describe.skipIf(!hasCommit(FORMER))("a cluster created by the former version", () => {
  test("is kept: up replaces nothing and restarts nothing, destroy stops it", async () => {
    const [pids, nodes] = [await processes(), await cluster.nodes()];
    await cluster.ask("192.168.56.66:7003", "SET", "name", "kept");

    await cluster.configure({}, PROJECT);
    const preview = await cluster.preview();
    expect(preview.code, preview.output).toBe(0);
    expect(preview.output).not.toMatch(REPLACES);
    const up = await cluster.up();
    expect(up.code, up.output).toBe(0);
    expect(up.output).not.toMatch(REPLACES);

    expect(await processes()).toEqual(pids);
    expect(await cluster.nodes()).toEqual(nodes);
    expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe("kept");
    // A line of the configuration that the former version did not have.
    expect(await cluster.ask("192.168.56.66:7003", "CONFIG", "GET", "cluster-migration-*")).toBe(
      "cluster-migration-barrier,1000",
    );
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));

    await succeed(cluster.destroy());
    for (const host of [HOST_A, HOST_B]) {
      expect(await cluster.on(host, "pgrep redis-server || true")).toBe("");
    }
    expect(await cluster.on(HOST_A, "ls /root/conf")).toContain("7000.conf\n");
  });

  test("is not stopped by a destroy before the first up, and that up finds it", async () => {
    const pids = await processes();
    await cluster.configure({}, PROJECT);
    const destroy = await cluster.destroy();
    // The former state names a program that has moved.
    expect(destroy.code, destroy.output).not.toBe(0);
    expect(await processes()).toEqual(pids);
    await succeed(cluster.up());
    expect(await processes()).toEqual(pids);
    await succeed(cluster.destroy());
  });
});
