import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesIn, linesOf, matches, PROJECT, read } from "./sourceFiles";

// The rules of CONTRIBUTING.md that no other check enforces. An exception is a line in this file.

const CODE = [".ts", ".js", ".sh"];
const SOURCES = filesIn(["index.ts", "components", "tools", "examples"], CODE);
const TESTS = filesIn(["tests"], CODE);
const COMPONENTS = filesIn(["components"], [".ts"]);

test("the top level shows the product", () => {
  const folders = readdirSync(PROJECT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => name !== "node_modules" && filesIn([name], [""]).length > 0);
  expect(folders.sort()).toEqual(["components", "docs", "examples", "tests", "tools"]);
});

test("no source file is longer than 200 lines", () => {
  expect(SOURCES.filter((file) => linesOf(file).length > 200)).toEqual([]);
});

/** Components files with behaviour that have no test of their own yet. Only ever shortened. */
const UNTESTED: readonly string[] = [
  "components/cluster/state/hostFacts.ts",
  "components/clusterChildren.ts",
  "components/config/configProblem.ts",
  "components/config/configSchema.ts",
  "components/config/describeSchemaIssue.ts",
  "components/config/findCredentials.ts",
  "components/config/passwordProblems.ts",
  "components/config/readConfig.ts",
  "components/config/resolveSecrets.ts",
  "components/pulumi/operationsCommand.ts",
  "components/pulumi/userError.ts",
];

test("each components file with behaviour has its test at the same path", () => {
  const behaves = /^export (default )?(abstract )?(async )?(function|class)\b/m;
  const untested = COMPONENTS.filter((file) => behaves.test(read(file))).filter(
    (file) => !TESTS.includes(join("tests", file.replace(/\.ts$/, ".test.ts"))),
  );
  expect(untested).toEqual(UNTESTED);
});

test("no key comes from ssh2's generator, which drops zero bytes: nothing can read 1 of 256", () => {
  const found = matches([...SOURCES, ...TESTS], /utils\.generateKeyPair/);
  // Its key with a passphrase is rejected before it is read.
  expect(found).toEqual([
    expect.stringMatching(/^tests\/components\/config\/privateKeyFault\.test\.ts:/),
  ]);
});

test("biome.json has one list of allowed imports for each source file", () => {
  const { overrides }: { overrides: Override[] } = JSON.parse(read("biome.json"));
  const allowing = overrides.filter(({ linter }) => {
    const rule = linter.rules.style?.noRestrictedImports;
    return rule?.level === "error" && rule.options.patterns.every(({ group }) => group[0] === "**");
  });
  const covering = (file: string) =>
    allowing.filter(({ includes }) => includes.some((glob) => covers(glob, file)));
  const files = filesIn(["index.ts", "components", "tools"], [".ts", ".js"]);
  expect(files.filter((file) => covering(file).length !== 1)).toEqual([]);
});

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly level: string;
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}

/** `**` is any path, `*` a name. */
function covers(glob: string, file: string): boolean {
  const pattern = glob
    .replaceAll(".", "\\.")
    .replaceAll("**", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", ".*");
  return new RegExp(`^${pattern}$`).test(file);
}

describe("no file has", () => {
  const here = "tests/house/rules.test.ts";
  const all = [...SOURCES, ...TESTS].filter((file) => file !== here);

  test.each([
    ["a way around the compiler", /\bas unknown as\b|@ts-ignore|@ts-expect-error|@ts-nocheck/, all],
    ["a test that asserts nothing", /\.(toBeDefined|toMatchSnapshot)\(|expect\(true\)/, TESTS],
    ["a test that is always skipped", /\b(test|describe|it)\.(skip|only|todo)\(/, TESTS],
  ])("%s", (_, pattern, files) => {
    expect(matches(files, pattern)).toEqual([]);
  });
});

test("no script of the product switches off the check for variables that are never set", () => {
  const scripts = filesIn(["components", "tools"], [".sh"]);
  expect(matches(scripts, /shellcheck .*SC2154/)).toEqual([]);
});
