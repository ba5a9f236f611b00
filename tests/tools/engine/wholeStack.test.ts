import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPulumi } from "../../../tools/engine/findPulumi";
import type { PulumiCli } from "../../../tools/engine/pulumiCli";

// The CLI that is built from its Go module, with both plugins of engine/, runs a small stack from
// its first preview to its end. The tests follow each other: each starts where the one before ended.

const PROJECT = resolve(__dirname, "../../..");
const BUILD_LIMIT = 30 * 60 * 1000; // ms
// ms. No check of time: a command that has not ended by then hangs, on a busy machine too.
const COMMAND_LIMIT = 120_000;
const TEST_LIMIT = 600_000;

const PROGRAM = `import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

const [text, isFailing] = readFileSync("given.txt", "utf8").split(",");
const first = new command.local.Command("first", {
  create: isFailing ? "echo it broke >&2; exit 3" : "echo created; cat",
  update: isFailing ? undefined : "echo updated; cat",
  delete: "cat >> gone.txt; echo first >> gone.txt",
  stdin: pulumi.secret(text + "\\n"),
});
const second = new command.local.Command("second", {
  create: 'echo "after $FIRST" >> ran.txt',
  delete: "echo second >> gone.txt",
  environment: { FIRST: first.stdout },
});
export const printed = first.stdout;
export const id = second.id;
`;

let folder: string;
let cli: PulumiCli;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "redis cluster stack "));
  const environment = { ...process.env, PULUMI_ENGINE: "modules" };
  cli = await findPulumi({ home: join(folder, "home"), log: console.log, environment });
  symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  const nodeArgs = `--require '${PROJECT}/tools/loader/register.js'`;
  const runtime = { name: "nodejs", options: { typescript: false, nodeargs: nodeArgs } };
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    JSON.stringify({ name: "tiny", runtime, main: "index.ts" }),
  );
  writeFileSync(join(folder, "package.json"), '{"name":"tiny"}');
  writeFileSync(join(folder, "index.ts"), PROGRAM);
  writeFileSync(join(folder, "given.txt"), "one");
  await pulumi("stack", "init", "dev");
}, BUILD_LIMIT);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the CLI in the stack's folder; returns its output and its exit code. */
async function pulumi(...args: string[]): Promise<{ printed: string; code: number }> {
  const env = {
    ...process.env,
    ...cli.environment,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "",
  };
  const options = { cwd: folder, env, timeout: COMMAND_LIMIT };
  const command = [...args, "--non-interactive", "--color", "never"];
  return await promisify(execFile)(cli.command, command, options).then(
    ({ stdout, stderr }) => ({ printed: stdout + stderr, code: 0 }),
    ({ stdout, stderr, code }) => ({ printed: stdout + stderr, code }),
  );
}

async function output(name: string): Promise<string> {
  return (await pulumi("stack", "output", name)).printed.trim();
}

function lines(file: string): string[] {
  return readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
}

test("a preview warns of nothing, runs nothing and knows no output", {
  timeout: TEST_LIMIT,
}, async () => {
  const { printed, code } = await pulumi("preview", "--diff");
  expect(code).toBe(0);
  expect(printed).toContain("+ 3 to create");
  expect(printed).toContain("[secret]");
  expect(printed).not.toMatch(/warning|error/i);
  expect(existsSync(join(folder, "ran.txt"))).toBe(false);
});

test("an update creates, in the order of the outputs", { timeout: TEST_LIMIT }, async () => {
  const { printed, code } = await pulumi("up", "--yes", "--skip-preview");
  expect(code).toBe(0);
  expect(printed).toContain("+ 3 created");
  expect(await output("printed")).toBe("created\none");
  expect(await output("id")).toMatch(/^second[0-9a-f]{8}$/);
  expect(lines("ran.txt")).toEqual(["after created", "one"]);
});

test("the next one has nothing to do", { timeout: TEST_LIMIT }, async () => {
  const { printed, code } = await pulumi("preview", "--expect-no-changes");
  expect(code).toBe(0);
  expect(printed).toContain("3 unchanged");
  expect((await pulumi("refresh", "--yes", "--expect-no-changes")).code).toBe(0);
});

test("a changed secret updates in place, and is not shown", {
  timeout: TEST_LIMIT,
}, async () => {
  writeFileSync(join(folder, "given.txt"), "two");
  const preview = await pulumi("preview", "--diff");
  expect(preview.printed).toContain("~ 2 to update");
  expect(preview.printed).toContain("stdin: [secret] => [secret]");
  expect(preview.printed).not.toContain("two");

  const { printed } = await pulumi("up", "--yes", "--skip-preview");
  expect(printed).toContain("~ 2 updated");
  expect(await output("printed")).toBe("updated\ntwo");
});

test("a failed update keeps the state, and the next one tries again", {
  timeout: TEST_LIMIT,
}, async () => {
  writeFileSync(join(folder, "given.txt"), "two,failing");
  const { printed, code } = await pulumi("up", "--yes", "--skip-preview");
  expect(code).toBe(255);
  expect(printed).toContain('exit status 3: running "echo it broke >&2; exit 3":\n');
  expect(printed).toContain("it broke");
  expect(await output("printed")).toBe("updated\ntwo");

  expect((await pulumi("preview")).printed).toMatch(/~ {2}command:local:Command first update/);
  writeFileSync(join(folder, "given.txt"), "two");
  expect((await pulumi("preview", "--expect-no-changes")).code).toBe(0);
});

test("the state holds no secret in plain", { timeout: TEST_LIMIT }, async () => {
  const { printed } = await pulumi("stack", "export");
  const { resources } = JSON.parse(printed).deployment;
  const first = resources.find((resource: { urn: string }) => resource.urn.endsWith("::first"));
  expect(first.inputs.stdin).toHaveProperty("ciphertext");
  expect(first.outputs.stdin).toHaveProperty("ciphertext");
  expect(first.outputs.stdout).toBe("updated\ntwo");
});

test("destroy deletes backwards, with the inputs of the state", {
  timeout: TEST_LIMIT,
}, async () => {
  const { printed, code } = await pulumi("destroy", "--yes", "--skip-preview");
  expect(code).toBe(0);
  expect(printed).toContain("- 3 deleted");
  expect(lines("gone.txt")).toEqual(["second", "two", "first"]);
});
