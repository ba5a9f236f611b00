import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runTool } from "../lab/processes/runTool";

const LOADER = join(__dirname, "..", "loader.js");
/** ms; on a busy machine the two modules take seconds. */
const LIMIT = 60_000;
/** Says which of the two modules are loaded by now. */
const PRELUDE = `
const pulumi = require(${JSON.stringify(require.resolve("@pulumi/pulumi"))});
const names = ["typescript", "@npmcli/arborist"];
const say = (...more) => console.log(JSON.stringify([
  ...names.filter((name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"))),
  ...more,
]));
say();
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "late-"));
  writeFileSync(join(folder, "package.json"), "{}");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a program by the loader; returns the lines that it printed. */
async function run(program: string): Promise<string[]> {
  const file = join(folder, "program.js");
  writeFileSync(file, PRELUDE + program);
  const { exitCode, stdout, stderr } = await runTool(["node", "--require", LOADER, file]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout.trim().split("\n");
}

test(
  "the SDK loads TypeScript when it turns a function into text",
  async () => {
    const program = `pulumi.runtime.serializeFunction((a) => a + 1).then(({ text }) => say(/a \\+ 1/.test(text)));`;
    expect(await run(program)).toEqual(["[]", '["typescript",true]']);
  },
  LIMIT,
);

test(
  "the SDK loads npm's arborist when it lists a program's packages",
  async () => {
    const program = `pulumi.runtime.computeCodePaths().then((paths) => say(paths instanceof Map));`;
    const [before, after] = await run(program);
    expect(before).toBe("[]");
    expect(after).toContain('"@npmcli/arborist"');
  },
  LIMIT,
);
