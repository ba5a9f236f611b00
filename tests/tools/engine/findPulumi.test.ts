import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
  const options = { home, environment, log: (line: string) => void log.push(line) };
  const find = () => findPulumi(options);
  const findOwn = () => findPulumi({ ...options, ownStacks: true });
  const built = join(folder, "cache/redis-cluster/pulumi-3.224.0/pulumi");
  return { folder, home, find, findOwn, log, built, installed: join(folder, "bin/pulumi") };
}

test("an installed CLI is used, with the project's own Pulumi home", async () => {
  const { find, home, installed, built } = setUp();
  writeProgram(installed, "echo v3.248.0");
  writeProgram(built, "exit 1");

  expect(await find()).toEqual({
    way: "path",
    command: installed,
    environment: { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
});

test("for own stacks an installed CLI keeps the user's environment, and nobody's plugins change", async () => {
  const { findOwn, folder, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  const users = writeProgram(pluginFile(join(folder, "user/.pulumi"), "command"), "");
  writeFileSync(users, Buffer.alloc(100_000));
  expect(await findOwn()).toEqual({ way: "path", command: installed, environment: {} });
  expect(existsSync(join(home, "plugins"))).toBe(false);
});

test("for own stacks a downloaded CLI is only put on PATH", async () => {
  const { findOwn, folder, home } = setUp();
  const bin = join(folder, "cache/redis-cluster/pulumi-3.248.0-download/bin");
  writeProgram(join(bin, "pulumi"), "echo v3.248.0");
  expect(await findOwn()).toEqual({
    way: "download",
    command: join(bin, "pulumi"),
    environment: { PATH: `${bin}:${folder}/bin:/usr/bin:/bin` },
  });
  expect(existsSync(join(home, "plugins"))).toBe(false);
});

test("for own stacks a built CLI has our plugins, and the user's login and stacks", async () => {
  const { findOwn, folder, home, built } = setUp();
  writeProgram(built, "echo v3.224.0");
  expect((await findOwn()).environment).toEqual({
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_CREDENTIALS_PATH: join(folder, "user/.pulumi"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
  });
  expect(existsSync(pluginFile(home, "command"))).toBe(true);
  expect(existsSync(join(folder, "user/.pulumi/plugins"))).toBe(false);
});

test("the version of an installed CLI is read once, until the file changes", async () => {
  const { find, folder, installed } = setUp({ PULUMI_ENGINE: "path" });
  writeProgram(installed, `echo asked >> '${folder}/asked'; echo v3.248.0`);
  await find();
  await find();
  expect(readFileSync(join(folder, "asked"), "utf8")).toBe("asked\n");

  writeProgram(installed, "echo v3.100.0");
  await expect(find()).rejects.toThrow(
    "Cannot find a Pulumi CLI, 3.224.0 or later is needed:\n" +
      `  ${installed} is v3.100.0, 3.224.0 or later is needed\n` +
      "To install one: https://www.pulumi.com/docs/install/\n" +
      'Or unset PULUMI_ENGINE (now "path"): then one is downloaded or built.',
  );
});

test("the user's command plugin is linked, and replaces our own", async () => {
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

test("a plugin that the user's CLI is still downloading is not linked", async () => {
  const { find, folder, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  const users = writeProgram(pluginFile(join(folder, "user/.pulumi"), "command"), "");
  writeFileSync(users, Buffer.alloc(100_000));
  writeFileSync(`${dirname(users)}.partial`, "");

  await find();

  expect(existsSync(pluginFile(home, "command"))).toBe(false);
});

test("without an installed CLI the one in the cache is used, with both of our plugins", async () => {
  const { find, home, built, log } = setUp();
  writeProgram(built, "echo v3.224.0");

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
    "tools/engine/provider/main.ts ",
  );
  expect(readFileSync(pluginFile(home, "nodejs"), "utf8")).toContain(
    "tools/engine/languageHost/main.ts ",
  );
  expect(log).toEqual([]);
});

test("a downloaded CLI is preferred to a built one, and brings its own plugins", async () => {
  const { find, folder, home, built } = setUp();
  writeProgram(built, "echo v3.224.0");
  const bin = join(folder, "cache/redis-cluster/pulumi-3.248.0-download/bin");
  writeProgram(join(bin, "pulumi"), "echo v3.248.0");
  writeProgram(pluginFile(home, "command"), "exit 1");

  const cli = await find();

  expect(cli.way).toBe("download");
  expect(cli.environment["PATH"]?.split(":")[0]).toBe(bin);
  expect(existsSync(pluginFile(home, "command"))).toBe(false);
});

test("a forced download fails in CI and in tests", async () => {
  const { find } = setUp({ PULUMI_ENGINE: "download" });
  await expect(find()).rejects.toThrow(
    /none downloaded\n {2}CI and tests never download one\n.*\nOr unset PULUMI_ENGINE/,
  );
});

test("a relative cache folder is ignored, as the XDG specification says", async () => {
  const { find, folder } = setUp({ XDG_CACHE_HOME: "cache" });
  const built = join(folder, "user/.cache/redis-cluster/pulumi-3.224.0/pulumi");
  writeProgram(built, "echo v3.224.0");
  expect((await find()).command).toBe(built);
});

test("a broken CLI on PATH is passed over", async () => {
  const { find, installed, built } = setUp();
  writeProgram(installed, "echo 'cannot open shared object file' >&2; exit 127");
  writeProgram(built, "echo v3.224.0");
  expect((await find()).command).toBe(built);
});

test("a broken CLI in the cache is built again, and the log says why", async () => {
  const { find, folder, built, log } = setUp();
  writeProgram(join(folder, "bin/go"), FAKE_GO);
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, "half a CLI");

  const cli = await find();

  expect(cli).toMatchObject({ way: "modules", command: built });
  expect(readFileSync(built, "utf8")).toContain("v3.224.0");
  expect(log).toEqual([
    expect.stringMatching(
      /^No Pulumi CLI found: no pulumi on PATH; none downloaded; .*pulumi does not work: .*EACCES$/,
    ),
    expect.stringMatching(
      /^Building the Pulumi CLI 3.224.0 .* \(about 3 minutes on two cores, once per user\)$/,
    ),
    expect.stringMatching(/^Built the Pulumi CLI in \d+ s$/),
  ]);
  log.length = 0;
  expect(await find()).toEqual(cli);
  expect(log).toEqual([]);
});

/** A stand-in for `go`, whose build writes a CLI of the right version. */
const FAKE_GO = `case $1 in
env) echo go1.26.0 ;;
build) while [ "$1" != -o ]; do shift; done
  printf '#!/bin/sh\\necho v3.224.0\\n' > "$2"; chmod +x "$2" ;;
esac`;

test("a cache that cannot be written is named, with what to do", async () => {
  const { find } = setUp({ XDG_CACHE_HOME: "/dev/null" });
  await expect(find()).rejects.toThrow(
    /^Cannot write to the cache folder \/dev\/null\/redis-cluster: .*\nMake it writable for this user, or set XDG_CACHE_HOME/,
  );
});

test("a CLI in a cache that cannot be written is used", async () => {
  const { find, built, folder } = setUp();
  writeProgram(built, "echo v3.224.0");
  chmodSync(dirname(built), 0o500);
  chmodSync(join(folder, "cache/redis-cluster"), 0o500);
  expect((await find()).command).toBe(built);
});

test("a Pulumi home that cannot be written is named, with what to do", async () => {
  const { find, built, home } = setUp();
  writeProgram(built, "echo v3.224.0");
  writeFileSync(home, "a file");
  await expect(find()).rejects.toThrow(
    `Cannot write to the Pulumi home ${home}: ENOTDIR: not a directory`,
  );
});

test("an empty plugin folder in the project's home is removed", async () => {
  const { find, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  const folders = (["command", "nodejs"] as const).map((name) => dirname(pluginFile(home, name)));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  await find();
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});

test("an empty plugin folder of the user is not linked, and stays", async () => {
  const { find, folder, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  const users = dirname(pluginFile(join(folder, "user/.pulumi"), "command"));
  mkdirSync(users, { recursive: true });
  await find();
  expect(existsSync(users)).toBe(true);
  expect(existsSync(dirname(pluginFile(home, "command")))).toBe(false);
});

test("a damaged note of versions is ignored", async () => {
  const { find, home, installed } = setUp();
  writeProgram(installed, "echo v3.248.0");
  mkdirSync(home);
  writeFileSync(join(home, "cli-versions.json"), '{"/half');
  expect((await find()).way).toBe("path");
});

test("an existing CLI comes first, a download before a build", () => {
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

test("an unknown value of PULUMI_ENGINE is rejected", () => {
  expect(() => stepsToTry("brew", true)).toThrow(
    new RangeError('PULUMI_ENGINE is "brew": it must be path, download or modules'),
  );
});
