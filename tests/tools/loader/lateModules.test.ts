import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runTool } from "../../../tools/processes/runTool";

const LOADER = join(__dirname, "..", "..", "..", "tools", "loader", "register.js");
/** ms; on a busy machine such modules take seconds. */
const LIMIT = 60_000;
/** Says which of the late modules are loaded by now. */
const PRELUDE = `
const pulumi = require(${JSON.stringify(require.resolve("@pulumi/pulumi"))});
const names = ["typescript", "@npmcli/arborist", "@pulumi/pulumi/automation", "zod/v4/locales"];
const say = (...more) => console.log(JSON.stringify([
  ...names.filter((name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/") && !file.endsWith("/en.cjs"))),
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

test(
  "the SDK loads its automation when a program asks for it",
  async () => {
    const program = `say(typeof pulumi.automation.LocalWorkspace.create, "LocalWorkspace" in pulumi.automation);`;
    expect(await run(program)).toEqual(["[]", '["@pulumi/pulumi/automation","function",true]']);
  },
  LIMIT,
);

test(
  "zod loads other languages' sentences when a program asks for one",
  async () => {
    const zod = JSON.stringify(require.resolve("zod"));
    const program = `const z = require(${zod}); say(); say(typeof z.locales.de);`;
    expect(await run(program)).toEqual(["[]", "[]", '["zod/v4/locales","function"]']);
  },
  LIMIT,
);
