import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { installOwnPlugins, pluginFile, wrapperScript } from "../../../tools/engine/pulumiHome";
import { scratch } from "./support/scratch";
import { writeProgram } from "./support/writeProgram";

const run = promisify(execFile);

test("paths and arguments may have blanks and quotes", async () => {
  const folder = scratch();
  const node = writeProgram(join(folder, "it's a node"), `printf '<%s>' "$@"`);
  const wrapper = join(folder, "wrapper");
  const text = wrapperScript({ node, loader: "/a b/loader.js", main: "/a b/$main.ts" });
  writeProgram(wrapper, text.replace("#!/bin/sh\n", ""));

  const { stdout } = await run(wrapper, ["127.0.0.1:1", "x y"]);

  expect(stdout).toBe("<--require></a b/loader.js></a b/$main.ts><127.0.0.1:1><x y>");
});

test.each(["command", "nodejs"] as const)(
  "the %s plugin starts, and ends with its CLI",
  async (plugin) => {
    const home = scratch();
    installOwnPlugins(home);
    const started = run(pluginFile(home, plugin), ["127.0.0.1:1"]);
    // A plugin notices a killed CLI only by the end of its standard input.
    started.child.stdin?.end();
    expect((await started).stdout).toMatch(/^\d+\n$/);
  },
);

test("a current script is not written again", () => {
  const home = scratch();
  installOwnPlugins(home);
  const before = statSync(pluginFile(home, "command"));
  installOwnPlugins(home);
  expect(statSync(pluginFile(home, "command")).ino).toBe(before.ino);
});
