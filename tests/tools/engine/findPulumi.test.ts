import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findPulumi, stepsToTry } from "../../../tools/engine/findPulumi";
import { pluginFile } from "../../../tools/engine/pulumiHome";
import { scratch } from "./support/scratch";
import { writeProgram } from "./support/writeProgram";

function setUp(more: Record<string, string> = {}) {
  const folder = scratch();
  const log: string[] = [];
  const environment = {
    PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
    HOME: join(folder, "user"),
    XDG_CACHE_HOME: join(folder, "cache"),
    CI: "true",
    ...more,
  };
  const home = join(folder, "home");
  const find = () => findPulumi({ home, environment, log: (line) => log.push(line) });
  const built = join(folder, "cache/redis-cluster/pulumi-3.224.0/pulumi");
  return { folder, home, find, log, built, installed: join(folder, "bin/pulumi") };
}

test("an installed CLI is taken, with a Pulumi home of the project's own", async () => {
  const { find, home, installed, built } = setUp();
  writeProgram(installed, "echo v3.248.0");
  writeProgram(built, "exit 1");

  expect(await find()).toEqual({
    way: "path",
    command: installed,
    environment: { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
});

test("an installed CLI is asked for its version once, until it changes", async () => {
  const { find, folder, installed } = setUp({ PULUMI_ENGINE: "path" });
  writeProgram(installed, `echo asked >> '${folder}/asked'; echo v3.248.0`);
  await find();
  await find();
  expect(readFileSync(join(folder, "asked"), "utf8")).toBe("asked\n");

  writeProgram(installed, "echo v3.100.0");
  await expect(find()).rejects.toThrow(
    "Cannot find a Pulumi CLI as 3.224.0 or later is needed: " +
      `${installed} is v3.100.0, and 3.224.0 or later is needed. ` +
      "Leave PULUMI_ENGINE out, or install one",
  );
});

test("the user's command plugin is linked in, in place of a plugin of ours", async () => {
  const { find, folder, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  const users = writeProgram(pluginFile(join(folder, "user/.pulumi"), "command"), "");
  writeFileSync(users, Buffer.alloc(100_000));
  writeProgram(pluginFile(home, "command"), "exit 1");
  writeProgram(pluginFile(home, "nodejs"), "exit 1");

  await find();

  const linked = pluginFile(home, "command");
  expect(readFileSync(linked).length).toBe(100_000);
  expect(lstatSync(linked).isSymbolicLink()).toBe(true);
  expect(lstatSync(dirname(linked)).isDirectory()).toBe(true);
  expect(existsSync(pluginFile(home, "nodejs"))).toBe(false);
});

test("a half downloaded plugin of the user is left alone", async () => {
  const { find, folder, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  const users = writeProgram(pluginFile(join(folder, "user/.pulumi"), "command"), "");
  writeFileSync(users, Buffer.alloc(100_000));
  writeFileSync(`${dirname(users)}.partial`, "");

  await find();

  expect(existsSync(pluginFile(home, "command"))).toBe(false);
});

test("without an installed CLI the one in the cache is taken, with both plugins of ours", async () => {
  const { find, home, built, log } = setUp();
  writeProgram(built, "exit 1");

  expect(await find()).toEqual({
    way: "modules",
    command: built,
    environment: {
      PULUMI_HOME: home,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    },
  });
  expect(readFileSync(pluginFile(home, "command"), "utf8")).toContain(
    "tools/engine/provider/main.ts'",
  );
  expect(readFileSync(pluginFile(home, "nodejs"), "utf8")).toContain(
    "tools/engine/languageHost/main.ts'",
  );
  expect(log).toEqual([]);
});

test("a downloaded CLI comes before a built one, and brings its own plugins", async () => {
  const { find, folder, home, built } = setUp();
  writeProgram(built, "exit 1");
  const bin = join(folder, "cache/redis-cluster/pulumi-3.248.0-download/bin");
  writeProgram(join(bin, "pulumi"), "exit 1");
  writeProgram(pluginFile(home, "command"), "exit 1");

  const cli = await find();

  expect(cli.way).toBe("download");
  expect(cli.environment["PATH"]?.split(":")[0]).toBe(bin);
  expect(existsSync(pluginFile(home, "command"))).toBe(false);
});

test("a forced download is refused where none may be tried", async () => {
  const { find } = setUp({ PULUMI_ENGINE: "download" });
  await expect(find()).rejects.toThrow("CI and tests never download one. Leave PULUMI_ENGINE out");
});

test("a relative cache folder is ignored, as the XDG specification says", async () => {
  const { find, folder } = setUp({ XDG_CACHE_HOME: "cache" });
  const built = join(folder, "user/.cache/redis-cluster/pulumi-3.224.0/pulumi");
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, "");
  expect((await find()).command).toBe(built);
});

test("what is there comes first, a download before a build", () => {
  expect(stepsToTry(undefined, true)).toEqual(["path", "downloaded", "built", "download", "build"]);
});

test("tests and CI never download", () => {
  expect(stepsToTry("", false)).toEqual(["path", "downloaded", "built", "build"]);
  expect(stepsToTry("download", false)).toEqual(["downloaded"]);
});

test("a forced way is the only one", () => {
  expect(stepsToTry("path", true)).toEqual(["path"]);
  expect(stepsToTry("download", true)).toEqual(["downloaded", "download"]);
  expect(stepsToTry("modules", true)).toEqual(["built", "build"]);
});

test("another word is refused by name", () => {
  expect(() => stepsToTry("brew", true)).toThrow(
    new RangeError(
      'Cannot choose the Pulumi CLI as PULUMI_ENGINE must be path, download or modules: "brew"',
    ),
  );
});
