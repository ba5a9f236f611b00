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
  for (const file of kept()) rmSync(file);
  rmSync(folder, { recursive: true });
});

/** The compiled programs of this test; those of others come and go meanwhile. */
function kept(): string[] {
  return readdirSync(CACHE)
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(CACHE, name))
    .filter((file) => textOf(file).includes(folder));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Runs a program that prints `word`, and whether the compiler was loaded for it. */
async function run(word: string, { file = "program.ts", loader = "" } = {}): Promise<string> {
  const path = join(folder, file);
  // With the folder's name the text is new, never compiled before.
  const compiler = `Object.keys(require.cache).some((one) => one.includes("/@swc/core/index.js"))`;
  writeFileSync(
    path,
    `const word: string = "${word}";\n// ${folder}\nconsole.log(word, ${compiler});`,
  );
  const environment = { ...process.env, REDIS_CLUSTER_LOADER: loader };
  return (await runTool(["node", "--require", LOADER, path], { environment })).stdout;
}

test("a program is compiled once, and again when its text changes", async () => {
  expect(await run("one")).toBe("one true\n");
  expect(await run("one")).toBe("one false\n");
  expect(await run("two")).toBe("two true\n");
  expect(await run("one")).toBe("one false\n");
});

test("the same text in another file is not compiled again", async () => {
  expect(await run("one")).toBe("one true\n");
  expect(await run("one", { file: "other.ts" })).toBe("one false\n");
});

test("an empty file in the cache, as after a power loss, is not used", async () => {
  await run("one");
  for (const file of kept()) writeFileSync(file, "");
  expect(await run("one")).toBe("one true\n");
});

test("with REDIS_CLUSTER_LOADER=plain nothing is kept, and nothing kept is used", async () => {
  const count = () => kept().length;
  expect(await run("one")).toBe("one true\n");
  const before = count();
  expect(await run("one", { loader: "plain" })).toBe("one true\n");
  expect(await run("two", { loader: "plain" })).toBe("two true\n");
  expect(count()).toBe(before);
});
