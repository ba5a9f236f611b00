import { spawn } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheFolder } from "../../tools/engine/cacheFolder";
import { knownHosts } from "../../tools/lab/knownHosts";
import { makeKey } from "../../tools/lab/makeKey";
import { openLab } from "../../tools/lab/openLab";
import { runToolOrThrow } from "../../tools/processes/runTool";
import { addDeploy } from "../support/addDeploy";
import { cloneProject } from "../support/cloneProject";
import { TEST_FOLDER } from "../support/testFolder";

// README.md, "Your own machines", word for word: an unprivileged user with a clone of the project, without a
// demo, a Pulumi CLI on PATH or a login, and three hosts with the user deploy.

const PROJECT = join(__dirname, "..", "..");
const ADDRESSES = ["192.168.56.65", "192.168.56.66", "192.168.56.67"];
/** The user and group of this test, and of no process. */
const UID = 4242;
const ENGINE = { PULUMI_ENGINE: "modules" };
const PASSPHRASE = "correct horse";
const STACK_FILE = `config:
  redis-cluster:hosts:
    - { address: 192.168.56.65, ports: [7000, 7001], domain: rack-a }
    - { address: 192.168.56.66, ports: [7000, 7001], domain: rack-b }
    - { address: 192.168.56.67, ports: [7000, 7001], domain: rack-c }
  redis-cluster:directory: /home/deploy/cluster
  redis-cluster:ssh: { user: deploy, privateKeyPath: ~/.ssh/id_ed25519 }
`;
const lab = openLab({ directory: join(TEST_FOLDER, "own-stack/lab") });
/** Not in the project, which may be in a folder that only root can enter. */
const folder = mkdtempSync(join(tmpdir(), "redis-cluster-own-"));
const clone = join(folder, "clone");
const home = join(folder, "home");

beforeAll(async () => {
  if (process.env["LAB_NAMESPACE"] !== "1") {
    throw new Error("Cannot test here, nothing may leave the machine: run it by npm test -- FILE");
  }
  mkdirSync(join(home, ".ssh"), { recursive: true, mode: 0o700 });
  await makeHosts();
  await cloneProject(clone);
  mkdirSync(join(clone, "node_modules"));
  // The mount belongs to the tests' own namespace, so it ends with them.
  await runToolOrThrow([
    "mount",
    "-o",
    "bind,ro",
    join(PROJECT, "node_modules"),
    join(clone, "node_modules"),
  ]);
  const built = "redis-cluster/pulumi-3.224.0/pulumi";
  cpSync(join(cacheFolder(process.env), "..", built), join(home, ".cache", built));
  await runToolOrThrow(["chown", "-R", `${UID}:${UID}`, home]);
  await addUser();
  chownSync(clone, UID, UID);
  chownSync(folder, UID, UID);
});

/** Only in the tests' own mount namespace. The CLI reads the home of a local login from this file. */
async function addUser(): Promise<void> {
  const users = join(folder, "passwd");
  const operator = `operator:x:${UID}:${UID}::${home}:/bin/sh\n`;
  writeFileSync(users, `${readFileSync("/etc/passwd", "utf8").trimEnd()}\n${operator}`);
  await runToolOrThrow(["mount", "--bind", users, "/etc/passwd"]);
}

async function makeHosts(): Promise<void> {
  const publicKey = makeKey(join(home, ".ssh/id_ed25519"));
  await lab.up(
    ADDRESSES.map((address) => ({ address })),
    { publicKey },
  );
  await addDeploy(lab, ADDRESSES);
  writeFileSync(join(home, ".ssh/known_hosts"), await knownHosts(lab, ADDRESSES));
}

afterAll(async () => {
  await lab.down();
  await runToolOrThrow(["umount", join(clone, "node_modules"), "/etc/passwd"]);
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line as the user in the clone. @param answers what to type once a text is printed */
function asUser(
  line: string,
  answers: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = { PULUMI_CONFIG_PASSPHRASE: PASSPHRASE },
): Promise<Ended> {
  const child = spawn("sh", ["-c", line], {
    cwd: clone,
    uid: UID,
    gid: UID,
    // A terminal that the CLI asks nothing about itself.
    env: { PATH: process.env["PATH"], HOME: home, TERM: "screen", ...ENGINE, ...environment },
  });
  const printed = { stdout: "", stderr: "" };
  const left = new Map(Object.entries(answers));
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (part: string) => {
      printed[stream] += part;
      for (const [question, answer] of left) {
        if (!printed[stream].includes(question)) continue;
        left.delete(question);
        child.stdin.write(answer);
      }
    });
  }
  if (left.size === 0) child.stdin.end();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...printed }));
  });
}

async function succeed(...parameters: Parameters<typeof asUser>): Promise<Ended> {
  const ended = await asUser(...parameters);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  return ended;
}

test("login, stack init, preview and up, as the README says", async () => {
  writeFileSync(join(clone, "Pulumi.prod.yaml"), STACK_FILE);
  chownSync(join(clone, "Pulumi.prod.yaml"), UID, UID);

  const { stderr } = await succeed("npm run pulumi -- login --local");
  expect(stderr).toBe(
    `Using your own stacks, with ${home}/.cache/redis-cluster/pulumi-3.224.0/pulumi\n`,
  );
  // At a terminal, which asks for the passphrase.
  await succeed(
    "script -qec 'npm run pulumi -- stack init prod' /dev/null",
    { "Enter your passphrase": `${PASSPHRASE}\r`, "Re-enter your passphrase": `${PASSPHRASE}\r` },
    {},
  );
  const preview = await succeed("npm run pulumi -- preview");
  expect(preview.stdout).toContain("Plan: create a cluster of 6 nodes on 3 hosts");
  expect(preview.stdout).not.toContain("from $PATH");

  // The answer is the line above "no".
  const up = await succeed("script -qec 'npm run pulumi -- up --color never' /dev/null", {
    "perform this update?": "\x1b[A\r",
  });
  expect(up.stdout).toMatch(/\n {4}\+ \d+ created\r\n/);
  const output = await succeed("npm run --silent pulumi -- stack output startupNodes --json");
  expect(JSON.parse(output.stdout)).toHaveLength(6);
});

test("the login and the selected stack are in the user's home, the plugins are not", async () => {
  const { stdout } = await succeed("npm run --silent pulumi -- stack --show-name");
  expect(stdout).toBe("prod\n");
  expect(existsSync(join(home, ".pulumi/credentials.json"))).toBe(true);
  expect(existsSync(join(home, ".pulumi/workspaces"))).toBe(true);
  expect(existsSync(join(home, ".pulumi/plugins"))).toBe(false);
  expect(existsSync(join(homedir(), ".pulumi/stacks"))).toBe(false);
});

test("standard input and the exit code pass through", async () => {
  await succeed("echo secret | npm run pulumi -- config set --secret redis-cluster:sshPassword");
  const { stdout } = await succeed(
    "npm run --silent pulumi -- config get redis-cluster:sshPassword",
  );
  expect(stdout).toBe("secret\n");
  await succeed("npm run pulumi -- config rm redis-cluster:sshPassword");
  const failed = await asUser("npm run --silent pulumi -- config get redis-cluster:unknown");
  expect(failed.code).toBe(255);
});

test("another backend and passphrase of the environment are used", async () => {
  const state = join(home, "state");
  mkdirSync(state);
  chownSync(state, UID, UID);
  const environment = { PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE: "other" };
  await succeed("npm run pulumi -- stack init other --no-select", {}, environment);
  const { stdout } = await succeed("npm run --silent pulumi -- stack ls --json", {}, environment);
  expect(JSON.parse(stdout)).toMatchObject([{ name: "other" }]);
});

test("destroy ends the cluster", async () => {
  const { stdout } = await succeed("npm run pulumi -- destroy --yes");
  expect(stdout).toMatch(/\n {4}- \d+ deleted\n/);
});
