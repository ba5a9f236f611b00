import { expect, test } from "vitest";
import {
  type ProgramRun,
  programArguments,
  programEnvironment,
  splitWords,
} from "../../../../tools/engine/languageHost/programRun";

const run: ProgramRun = {
  programDirectory: "/p q",
  rootDirectory: "/p q",
  entryPoint: "index.ts",
  options: { typescript: false, nodeargs: "--require '/a b/loader.js'" },
  pwd: "/p q",
  args: ["extra"],
  organization: "organization",
  project: "tiny",
  stack: "dev",
  monitorAddress: "127.0.0.1:2",
  isDryRun: true,
  parallel: 8,
  config: { "tiny:config:name": "value" },
  secretKeys: ["tiny:config:password"],
};

test("a preview's arguments", () => {
  expect(
    programArguments(run, {
      runScript: "/sdk/cmd/run/index.js",
      engineAddress: "127.0.0.1:1",
    }),
  ).toEqual([
    ..."--require|/a b/loader.js|/sdk/cmd/run/index.js|--monitor|127.0.0.1:2".split("|"),
    ..."--engine|127.0.0.1:1|--organization|organization|--project|tiny".split("|"),
    ..."--root-directory|/p q|--stack|dev|--pwd|/p q|--parallel|8|--dry-run".split("|"),
    "index.ts",
    "extra",
  ]);
});

test("an update has no --dry-run, and unknown values are left out", () => {
  const args = programArguments(
    { ...run, isDryRun: false, organization: "" },
    { runScript: "/r", engineAddress: undefined },
  );
  expect(args).not.toContain("--dry-run");
  expect(args).not.toContain("--organization");
  expect(args).not.toContain("--engine");
});

test("the SDK gets the configuration, and does not load ts-node", () => {
  expect(programEnvironment(run)).toEqual({
    PULUMI_CONFIG: '{"tiny:config:name":"value"}',
    PULUMI_CONFIG_SECRET_KEYS: '["tiny:config:password"]',
    PULUMI_NODEJS_TYPESCRIPT: "false",
  });
  expect(programEnvironment({ ...run, options: {} })["PULUMI_NODEJS_TYPESCRIPT"]).toBe("true");
});

test.each([
  ["", []],
  ["   ", []],
  ["--require @swc-node/register", ["--require", "@swc-node/register"]],
  ["  -r  a\tb ", ["-r", "a", "b"]],
  [`-r "a b" 'c d'`, ["-r", "a b", "c d"]],
  [`--x="a b"c`, ["--x=a bc"]],
  [`a\\ b "q\\"q" 'it\\s'`, ["a b", 'q"q', "it\\s"]],
  [`""`, [""]],
])("%s", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
