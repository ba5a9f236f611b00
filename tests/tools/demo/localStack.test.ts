import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { parse } from "yaml";
import { LocalStack } from "../../../tools/demo/localStack";
import { findPulumi } from "../../../tools/engine/findPulumi";

const FIRST = `# A comment
config:
  redis-cluster:hosts:
    - address: 10.0.0.1
      ports: [7000, 7001, 7002]
`;
/** As of the project; only the stack of the test may be changed. */
const PROJECT_FILES = {
  "Pulumi.yaml": "name: redis-cluster\nruntime: nodejs\nmain: index.ts\n",
  "Pulumi.dev.yaml": "config: {}\n",
};

let project: string;
let folder: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "a project "));
  onTestFinished(() => rmSync(project, { recursive: true }));
  for (const [name, text] of Object.entries(PROJECT_FILES))
    writeFileSync(join(project, name), text);
  folder = join(project, ".demo");
});

async function open(configText = FIRST): Promise<LocalStack> {
  const environment = { ...process.env, PULUMI_ENGINE: "modules" };
  const cli = await findPulumi({ home: join(project, "home"), log: () => {}, environment });
  return LocalStack.open({ project, folder, name: "dev", configText, cli });
}

const file = () => readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
const configOf = (text: string) => parse(text).config;

function expectProjectUntouched(): void {
  for (const [name, text] of Object.entries(PROJECT_FILES)) {
    expect(readFileSync(join(project, name), "utf8")).toBe(text);
  }
}

describe("the configuration file", () => {
  test("is created with the text that was given, and never rewritten", async () => {
    await open();
    expect(file().startsWith(FIRST)).toBe(true);
    const mine = `${file()}# mine\n`;
    writeFileSync(join(folder, "Pulumi.dev.yaml"), mine);
    await open("config: {}\n");
    expect(file()).toBe(mine);
  });

  test("is what pulumi config changes: a path, a secret, and what is removed", async () => {
    const set = async (...args: string[]) => (await open()).ask(["config", ...args]);
    await set("set", "--path", "redis-cluster:hosts[0].ports[3]", "7006");
    await set("set", "--path", "redis-cluster:directives.maxmemory", "100mb");
    await set("set", "--secret", "redis-cluster:password", "correct horse");
    await set("set", "redis-cluster:replicas", "0");
    await set("rm", "redis-cluster:replicas");
    expect(await set("get", "redis-cluster:password")).toBe("correct horse");
    expect(file()).toContain("# A comment\n");
    expect(configOf(file())).toEqual({
      "redis-cluster:hosts": [{ address: "10.0.0.1", ports: [7000, 7001, 7002, 7006] }],
      "redis-cluster:directives": { maxmemory: "100mb" },
      "redis-cluster:password": { secure: expect.stringMatching(/^v1:/) },
    });
    expectProjectUntouched();
  });

  test("of an earlier version is kept", async () => {
    const stack = await open();
    copyFileSync(join(project, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    const before = file();
    expect(await (await open()).ask(["config", "get", "redis-cluster:hosts"])).toContain("7002");
    expect(file()).toBe(before);
    expect(stack.configFile).toBe(join(folder, "Pulumi.dev.yaml"));
  });

  test("that is not YAML fails the CLI and not the opening", async () => {
    await open();
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: [\n");
    const { code, output } = await (await open()).run(["config"]);
    expect([code, output]).toEqual([
      255,
      expect.stringContaining("invalid YAML file: yaml: line 1"),
    ]);
    expect(file()).toBe("config: [\n");
  });
});

describe("a run that was killed is finished by the next", () => {
  const stages: Record<string, () => void | Promise<void>> = {
    "when the folder was made": () => {
      mkdirSync(join(folder, "state"), { recursive: true });
    },
    "before the stack was created": async () => {
      await open();
      rmSync(join(folder, "state"), { recursive: true });
    },
    "when the stack was created, before its salt was written": async () => {
      await open();
      writeFileSync(join(folder, "Pulumi.dev.yaml"), FIRST);
    },
    "while Pulumi wrote the configuration": async () => {
      await open();
      writeFileSync(join(folder, "Pulumi.dev.yaml"), "");
    },
  };

  test.each(Object.keys(stages))("%s", async (stage) => {
    await stages[stage]?.();
    const stack = await open();
    expect((await stack.run(["stack", "ls"])).output).toMatch(/^dev\*/m);
    await stack.ask(["config", "set", "--secret", "redis-cluster:password", "secret"]);
    expect(await (await open()).ask(["config", "get", "redis-cluster:password"])).toBe("secret");
    expect(configOf(file())["redis-cluster:hosts"]).toEqual(configOf(FIRST)["redis-cluster:hosts"]);
  });
});

test("the state has no .attrs files, which a killed Pulumi leaves empty", async () => {
  const stack = await open();
  const files = readdirSync(stack.state, { recursive: true, encoding: "utf8" });
  expect(files).toContain(".pulumi/stacks/redis-cluster/dev.json");
  expect(files.filter((name) => name.endsWith(".attrs"))).toEqual([]);
});

test("the passphrase is the owner's alone and stays", async () => {
  await open();
  const path = join(folder, "passphrase");
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(/^[0-9a-f]{48}$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await open();
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a passphrase in the caller's environment does not count", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "the caller's");
  onTestFinished(() => void vi.unstubAllEnvs());
  await (await open()).ask(["config", "set", "--secret", "redis-cluster:password", "secret"]);
  vi.unstubAllEnvs();
  expect(await (await open()).ask(["config", "get", "redis-cluster:password"])).toBe("secret");
});

test("a stack that was removed is created again, and the project keeps its own file", async () => {
  await (await open()).ask(["stack", "rm", "--yes"]);
  expectProjectUntouched();
  expect(existsSync(join(folder, "Pulumi.dev.yaml"))).toBe(false);
  await open('config:\n  redis-cluster:replicas: "0"\n');
  expect(configOf(file())).toEqual({ "redis-cluster:replicas": "0" });
});

test("reset() forgets the state and keeps the configuration with its secrets", async () => {
  const stack = await open();
  await stack.ask(["config", "set", "--secret", "redis-cluster:password", "secret"]);
  const before = file();
  writeFileSync(join(stack.state, "mark"), "");
  await stack.reset();
  expect(existsSync(join(stack.state, "mark"))).toBe(false);
  expect(file()).toBe(before);
  expect(await stack.ask(["config", "get", "redis-cluster:password"])).toBe("secret");
});

test("ask() fails with what the CLI printed", async () => {
  const stack = await open();
  await expect(stack.ask(["config", "get", "none"])).rejects.toThrow(
    /^pulumi config get none failed: .*configuration key 'none' not found/,
  );
});
