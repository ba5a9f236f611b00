import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runTool } from "../../../tools/processes/runTool";

const LOADER = join(__dirname, "..", "..", "..", "tools", "loader", "register.js");
const CACHE = join(__dirname, "..", "..", "..", "node_modules", ".cache", "redis-cluster");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "compiled-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const name of readdirSync(CACHE).filter((one) => one.endsWith(".js"))) {
    if (readFileSync(join(CACHE, name), "utf8").includes(folder)) rmSync(join(CACHE, name));
  }
});

/** Runs a program that prints `word`, and whether the compiler was loaded for it. */
async function run(word: string, file = "program.ts"): Promise<string> {
  const path = join(folder, file);
  // The folder's name makes the text one that was never compiled before.
  const compiler = `Object.keys(require.cache).some((one) => one.includes("/@swc/core/index.js"))`;
  writeFileSync(
    path,
    `const word: string = "${word}";\n// ${folder}\nconsole.log(word, ${compiler});`,
  );
  return (await runTool(["node", "--require", LOADER, path])).stdout;
}

test("a program is compiled once, and again when its text is another", async () => {
  expect(await run("one")).toBe("one true\n");
  expect(await run("one")).toBe("one false\n");
  expect(await run("two")).toBe("two true\n");
  expect(await run("one")).toBe("one false\n");
});

test("the same text elsewhere is not compiled again", async () => {
  expect(await run("one")).toBe("one true\n");
  expect(await run("one", "other.ts")).toBe("one false\n");
});

test("an empty file in the cache, as a loss of power leaves it, is no compiled program", async () => {
  await run("one");
  for (const name of readdirSync(CACHE).filter((one) => one.endsWith(".js"))) {
    if (readFileSync(join(CACHE, name), "utf8").includes(folder))
      writeFileSync(join(CACHE, name), "");
  }
  expect(await run("one")).toBe("one true\n");
});
