import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { openLab } from "../../tools/lab/openLab";
import { generateSshKeyPair, privateKeyText, publicKeyOf } from "../../tools/lab/sshKeyPair";
import { locateLab } from "../../tools/lab/state/labLocation";
import { cloneProject } from "../support/cloneProject";
import { TEST_FOLDER } from "../support/testFolder";
import { until } from "../support/until";

const ONE = "192.168.56.65";
const OTHER = "192.168.56.66";
const FURTHER = "192.168.56.67";
const PROJECT = join(__dirname, "..", "..");
/** A clone, as the demo's folder is in its project. */
const CLONE = join(TEST_FOLDER, "demo-project");
const DEMO = join(CLONE, ".demo");
const STACK_FILE = join(DEMO, "Pulumi.dev.yaml");

const HOSTS_KEY = "config:\n  redis-cluster:hosts";

const lab = openLab({ directory: join(DEMO, "lab") });

beforeAll(async () => {
  if (process.env["LAB_NAMESPACE"] !== "1") {
    throw new Error("Cannot test here, nothing may leave the machine: run it by npm test -- FILE");
  }
  await cloneProject(CLONE);
  symlinkSync(join(PROJECT, "node_modules"), join(CLONE, "node_modules"));
});

afterAll(async () => {
  await lab.down();
  rmSync(CLONE, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Starts `tools/demo/main.ts` as setup/run.sh does, the leader of a process group. */
function start(...args: string[]) {
  const main = ["--require", "./tools/loader/register.js", "tools/demo/main.ts"];
  const child = spawn(process.execPath, [...main, ...args], {
    cwd: CLONE,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      output += part;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, output }));
  });
  return { ended, pid: child.pid ?? 0 };
}

const demo = (...args: string[]) => start(...args).ended;

async function succeed(...args: string[]): Promise<string> {
  const { code, output } = await demo(...args);
  expect(code, output).toBe(0);
  return output;
}

const stackFile = () => readFileSync(STACK_FILE, "utf8");
const conditions = async () =>
  (await lab.status()).map(({ address, condition }) => `${address} ${condition}`);
const maxmemory = async () =>
  (await lab.exec(ONE, ["redis-cli", "-h", ONE, "-p", "7000", "config", "get", "maxmemory"]))
    .stdout;

function isLocked(): boolean {
  const locks = join(DEMO, "state/.pulumi/locks");
  if (!existsSync(locks)) return false;
  return readdirSync(locks, { recursive: true, encoding: "utf8" }).some((file) =>
    file.endsWith(".json"),
  );
}

/** Whether a first server is created. */
async function isConfigured(): Promise<boolean> {
  try {
    return (await lab.exec(ONE, ["test", "-e", "/root/conf/7000.conf"])).exitCode === 0;
  } catch {
    return false;
  }
}

test("there is nothing to run and nothing to remove before the demo", async () => {
  expect(await demo("pulumi", "preview")).toEqual({
    code: 2,
    output: "There is no demo yet. Create it:\n  npm run demo\n",
  });
  expect(await demo("down")).toEqual({ code: 0, output: "There is no demo to remove.\n" });
  expect(existsSync(DEMO)).toBe(false);
});

test("a demo that is killed at each of its stages is finished by the next", async () => {
  const stages: Record<string, () => boolean | Promise<boolean>> = {
    "the passphrase is written": () => existsSync(join(DEMO, "passphrase")),
    "the configuration is written": () => existsSync(STACK_FILE),
    "the key is made": () => existsSync(join(DEMO, "id_ed25519")),
    "the hosts begin": () => existsSync(join(DEMO, "lab/lab.json")),
    "the hosts are up": () => existsSync(join(DEMO, "known_hosts")),
    "pulumi has locked the stack": isLocked,
    "the first server is created": isConfigured,
  };
  for (const [stage, isReached] of Object.entries(stages)) {
    const run = start("up");
    await until(stage, async () => ((await isReached()) ? true : undefined));
    process.kill(-run.pid, "SIGKILL");
    await run.ended;
  }
  const output = await succeed("up");
  expect(output).toContain("Removing the stack's lock: the pulumi that held it was killed\n");
  expect(output).toContain("\n  0-5460        192.168.56.65:7000   192.168.56.66:7004\n");
  expect(output).toContain(`\n  ${ONE}:7002> SET name tom -> MOVED 5798 ${OTHER}:7003\n`);
  expect(output).toContain("\n    npm run demo:down\n");
  expect(await conditions()).toEqual([`${ONE} up`, `${OTHER} up`]);
});

test("pulumi config set is previewed, done, and kept by the next npm run demo", async () => {
  await succeed("pulumi", "config", "set", "--path", "redis-cluster:directives.maxmemory", "100mb");
  const before = stackFile();
  expect(await succeed("pulumi", "preview")).toContain("maxmemory 100mb");
  await succeed("up");
  expect(await maxmemory()).toBe("maxmemory\n104857600\n");
  expect(stackFile()).toBe(before);
  expect(before).toMatch(/^# The configuration of the demo's stack\. /);
  expect(parse(before).config["redis-cluster:ssh"]).toEqual({
    user: "root",
    privateKeyPath: ".demo/id_ed25519",
    knownHosts: ".demo/known_hosts",
  });
  const own = readFileSync(join(CLONE, "Pulumi.dev.yaml"), "utf8");
  expect(own).toBe(readFileSync(join(PROJECT, "Pulumi.dev.yaml"), "utf8"));
});

test("npm run demo starts a host for an address that was added, for the new shard, and leaves it", async () => {
  const hosts = "redis-cluster:hosts[2]";
  const values = [
    `${hosts}.address=${FURTHER}`,
    `${hosts}.ports[0]=7006`,
    `${hosts}.ports[1]=7007`,
  ];
  const declare = () =>
    succeed(
      ...["pulumi", "config", "set-all", "--path"],
      ...values.flatMap((value) => ["--plaintext", value]),
    );
  await declare();
  const output = await succeed("up");
  expect(output).toContain(`Starting host ${FURTHER} on this machine\n`);
  expect(await conditions()).toEqual([`${ONE} up`, `${OTHER} up`, `${FURTHER} up`]);
  expect(readFileSync(join(DEMO, "known_hosts"), "utf8")).toContain(`\n${FURTHER} ssh-ed25519 `);

  // Its nodes leave, and come again.
  await succeed("pulumi", "config", "rm", "--path", hosts);
  const removed = await succeed("up");
  expect(removed).toContain(`remove ${FURTHER}:7006, 7007: stop them, and keep their data in `);
  expect(removed).toContain("Cluster healthy: 6 of 6 nodes answer");
  expect(removed).not.toContain("Starting");
  expect(await conditions()).toContain(`${FURTHER} up`);
  await declare();
  expect(await succeed("up")).not.toContain("Starting");
});

test("a key that cannot be read is replaced, also on the hosts that run", async () => {
  const key = join(DEMO, "id_ed25519");
  const old = publicKeyOf(readFileSync(key, "utf8"));
  writeFileSync(key, privateKeyText(Buffer.alloc(32), Buffer.alloc(31), ""));
  expect(await succeed("up")).toContain(
    `The SSH key ${key} cannot be read. Replacing it with a new one.\n`,
  );
  expect(publicKeyOf(readFileSync(key, "utf8"))).not.toBe(old);
});

test("hosts that were lost with a restart of the machine are created again", async () => {
  const before = stackFile();
  const state = readFileSync(join(DEMO, "lab/lab.json"), "utf8");
  await lab.down();
  const { directory, state: file } = locateLab(join(DEMO, "lab"));
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, state);
  expect(await conditions()).toEqual([`${ONE} down`, `${OTHER} down`, `${FURTHER} down`]);

  const output = await succeed("up");
  expect(output).toContain("Creating the cluster again with the same configuration.\n");
  expect(stackFile()).toBe(before);
  expect(await maxmemory()).toBe("maxmemory\n104857600\n");
});

test("the CLI has one stack", async () => {
  expect(await succeed("pulumi")).toContain("\n  npm run pulumi -- COMMAND\n");
  const { code, output } = await demo("pulumi", "stack", "init", "other");
  expect(code).toBe(1);
  expect(output).toContain("Error: the demo has one stack, dev. ");
});

test.each([
  ["broken: [\n", /^Error: Cannot read \.demo\/Pulumi\.dev\.yaml, line \d+: .*\n/],
  ["", /^Error: redis-cluster:hosts in \.demo\/Pulumi\.dev\.yaml has no address\n/],
])("a file that ends with %j is rejected with what to do", async (end, reason) => {
  const good = stackFile();
  const text = end === "" ? "config: {}\n" : good + end;
  writeFileSync(STACK_FILE, text);
  const { code, output } = await demo("up");
  expect(code).toBe(1);
  expect(output).toMatch(reason);
  expect(output).toMatch(
    /\nCorrect it, or remove the demo and create it again:\n {2}npm run demo:down\n {2}npm run demo\n$/,
  );
  expect(stackFile()).toBe(text);
  writeFileSync(STACK_FILE, good);
});

test("npm run demo:down destroys the stack and leaves nothing", async () => {
  const output = await succeed("down");
  expect(output).toMatch(/^Running pulumi destroy\n/);
  expect(output).toContain("22 deleted");
  expect(output).not.toContain("pulumi stack rm");
  expect(output).toMatch(/\nRemoved the hosts and \.demo\. Packages and \S+ stay\.\n$/);
  expect(existsSync(DEMO)).toBe(false);
  expect(await lab.status()).toEqual([]);
});

test.each([
  ["holds anything", "config: [\n", /^Cannot read \.demo\/Pulumi\.dev\.yaml, line \d: .*$/],
  [
    "names a host that is down",
    `${HOSTS_KEY}: [{ address: ${ONE} }]\n`,
    /^192\.168\.56\.65 is down$/,
  ],
])("npm run demo:down removes the hosts while the file %s", async (_, text, reason) => {
  await lab.up([{ address: ONE }, { address: OTHER }], { publicKey: generateSshKeyPair().public });
  await lab.crash(ONE);
  writeFileSync(STACK_FILE, text);
  const [skipped = "", removed] = (await succeed("down")).split("\n");
  expect(skipped).toMatch(/^Skipping pulumi destroy: /);
  expect(skipped.slice("Skipping pulumi destroy: ".length)).toMatch(reason);
  expect(removed).toMatch(/^Removed the hosts and \.demo\. /);
  expect(existsSync(DEMO)).toBe(false);
  expect(await lab.status()).toEqual([]);
});
