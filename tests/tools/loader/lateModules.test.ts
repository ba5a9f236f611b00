import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LATE, matches, REPLACED } from "../../../tools/loader/lateModules";
import { runTool } from "../../../tools/processes/runTool";

const LOADER = join(__dirname, "..", "..", "..", "tools", "loader", "register.js");
/** ms; loading these modules takes seconds on a busy machine. */
const LIMIT = 60_000;
/** Prints which of the late modules are loaded. */
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

/** Runs a program with the loader; returns the lines that it printed. */
async function run(program: string, loader = ""): Promise<string[]> {
  const file = join(folder, "program.js");
  writeFileSync(file, PRELUDE + program);
  const { exitCode, stdout, stderr } = await runTool(["node", "--require", LOADER, file], {
    environment: { ...process.env, REDIS_CLUSTER_LOADER: loader },
  });
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

test(
  "with REDIS_CLUSTER_LOADER=plain every module is loaded at once",
  async () => {
    const zod = JSON.stringify(require.resolve("zod"));
    expect(await run(`require(${zod}); say();`, "plain")).toEqual([
      '["typescript","@npmcli/arborist","@pulumi/pulumi/automation"]',
      '["typescript","@npmcli/arborist","@pulumi/pulumi/automation","zod/v4/locales"]',
    ]);
  },
  LIMIT,
);

/** A file of an installed package with the modules that it imports. */
interface Importer {
  readonly file: string;
  readonly requests: readonly string[];
}

/** Reads the imports of every file of an installed package, without the packages inside it. */
function importersOf(packageName: string): Importer[] {
  const folder = dirname(require.resolve(`${packageName}/package.json`));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.c?js$/.test(name) && !name.includes("node_modules"))
    .map((name) => {
      const file = join(folder, name);
      const calls = readFileSync(file, "utf8").matchAll(/\brequire\("([^"]+)"\)/g);
      return { file, requests: [...calls].map(([, request = ""]) => request) };
    });
}

// A new version of a package may import in another way; then a pattern silently has no effect.
describe("the installed packages still have the imports that are", () => {
  const importers = [...importersOf("@pulumi/pulumi"), ...importersOf("zod")];
  const importsOf = (by: string) => importers.filter(({ file }) => file.includes(by));
  const late = LATE.flatMap(({ by, what }) => what.map((one) => [String(one), by, one] as const));

  test.each(late)("late: %s in %s", (_name, by, what) => {
    const requests = importsOf(by).flatMap((one) => one.requests);
    expect(requests.filter((request) => matches(what, request))).not.toEqual([]);
  });

  test.each(REPLACED)("replaced: $what in $by", ({ by, what }) => {
    const requests = importsOf(by).flatMap((one) => one.requests);
    expect(requests).toContain(what);
  });

  test("replaced, and use of the debugger's module nothing but its stand-in", () => {
    const run = importsOf("/@pulumi/pulumi/cmd/run/").map(({ file }) => readFileSync(file, "utf8"));
    const used = run.flatMap((text) =>
      [...text.matchAll(/v8Hooks\.(\w+)/g)].map(([, name]) => name),
    );
    const stand = REPLACED.find(({ what }) => what.endsWith("/v8Hooks"))?.stand;
    expect([...new Set(used)]).toEqual(Object.keys(stand ?? {}));
  });
});
