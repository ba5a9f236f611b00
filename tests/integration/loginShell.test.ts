import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { USE_ANOTHER_LOGIN } from "../../components/text/cures/runCures";
import { addDeploy } from "../support/addDeploy";
import { expectCure } from "../support/expectCure";
import { hasShells, SHELLS_LAYER } from "../support/shells";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOST_C = "192.168.56.67";
const HOSTS = [HOST_A, HOST_B, HOST_C];

/** Lines, a part of a line, both streams, a message of the day that looks like an answer, and a last word. */
const BASHRC = `echo hello
cat /etc/motd
echo oops >&2
trap 'echo; echo "{\\"warnings\\":[7]}"' EXIT
printf 'last words'`;
const MOTD = '{"running":false}\nheld nobody\ndone\nend';
const CSHRC = "echo hello\nsh -c 'echo oops >&2'\nprintf 'last words'";
const CONFIG_FISH = "echo hello\necho oops >&2\nprintf 'last words'";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "login-shell",
    hosts: HOSTS.map((address) => ({ address, ports: [7000, 7001] })),
    config: { onDestroy: "delete" },
    layers: hasShells() ? [SHELLS_LAYER] : [],
  });
  for (const host of HOSTS) {
    await write(host, "/etc/motd", MOTD);
    await write(host, "/root/.bashrc", BASHRC);
    await write(host, "/root/.cshrc", CSHRC);
    await write(host, "/root/.config/fish/config.fish", CONFIG_FISH);
  }
});
afterAll(() => cluster?.end());

async function write(host: string, path: string, text: string): Promise<void> {
  const base64 = Buffer.from(`${text}\n`).toString("base64");
  await cluster.on(host, `mkdir -p ${dirname(path)} && echo ${base64} | base64 -d >${path}`);
}

/** Makes `shell` root's login shell. */
async function choose(host: string, shell: string): Promise<void> {
  await cluster.on(host, `sed -i '/^root:/s|[^:]*$|${shell}|' /etc/passwd`);
}

/** The state of the stack, changed by `change`, as text. */
async function changeState(change: (state: string) => string): Promise<string> {
  const file = join(dirname(cluster.stack.configFile), "exported.json");
  await succeed(cluster.pulumi("stack", "export", "--file", file));
  const state = change(readFileSync(file, "utf8"));
  writeFileSync(file, state);
  await succeed(cluster.pulumi("stack", "import", "--file", file));
  return state;
}

const MARKED_OUTPUT = /"stdout": "[^\n]*<<redis-cluster[^\n]*redis-cluster>>[^\n]*"/g;
/** Every host's script and every node. */
const OUTPUTS = 9;

/** Replaces each answer in the state by a login shell's text. */
function withoutAnswers(state: string): string {
  expect(state.match(MARKED_OUTPUT)).toHaveLength(OUTPUTS);
  return state.replaceAll(MARKED_OUTPUT, '"stdout": "hello"');
}

describe("a login shell that prints", () => {
  test("is bash: up and preview work", async () => {
    for (const host of HOSTS) await choose(host, "/bin/bash");
    const { code, output } = await cluster.up();
    expect(code, output).toBe(0);
    expect(output).toContain("7000");
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test.skipIf(!hasShells())("is csh or fish: up changes directives", async () => {
    await choose(HOST_B, "/usr/bin/tcsh");
    await choose(HOST_C, "/usr/bin/fish");
    await cluster.configure({ directives: { maxmemory: "64mb" } });
    await succeed(cluster.up());
    for (const host of HOSTS) {
      expect(await cluster.ask(`${host}:7001`, "CONFIG", "GET", "maxmemory")).toBe(
        "maxmemory,67108864",
      );
    }
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("is in the state instead of an answer: preview works and says so", async () => {
    await changeState(withoutAnswers);
    const preview = await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    expect(preview).toContain(
      `${HOST_A}:7000: its script printed no answer. The host printed: hello`,
    );
  });

  test("is in the state of an earlier version: up runs every script again", async () => {
    // Each version's commands differ by the name of its node script.
    await changeState((state) => state.replaceAll(/\.node-[0-9a-f]{12}\.sh/g, ".node-earlier.sh"));
    await succeed(cluster.up());
    expect((await changeState((state) => state)).match(MARKED_OUTPUT)).toHaveLength(OUTPUTS);
    const preview = await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    expect(preview).not.toContain("printed no answer");
  });

  test("does not matter to destroy", async () => {
    await succeed(cluster.destroy());
    for (const host of HOSTS) {
      expect(await cluster.on(host, "pgrep redis-server || true")).toBe("");
    }
  });
});

describe("a forced command", () => {
  const SENTENCE = "Please login as the user debian rather than the user root.";
  let keys = "";
  beforeAll(async () => {
    for (const host of HOSTS) await choose(host, "/bin/bash");
    keys = await cluster.on(HOST_B, "cat /root/.ssh/authorized_keys");
  });

  test.each([
    ["sleeps", "sleep 60; exit 142", "the host gave no answer in 20 s"],
    ["exits with 142", "exit 142", "the command on the host ended with exit code 142"],
    ["exits with 0", "exit 0", "the host did not run the script that was sent"],
  ])("that prints a sentence and %s is shown, and nothing is created", async (_, end, reason) => {
    await write(
      HOST_B,
      "/root/.ssh/authorized_keys",
      `command="echo '${SENTENCE}'; ${end}" ${keys.trim()}`,
    );
    const { code, output } = await cluster.up();
    expect(code, output).toBe(255);
    expect(output).toMatch(
      new RegExp(`Cannot inspect ${HOST_B}: ${reason}\\. The host printed: .*${SENTENCE}`),
    );
    expect(output).not.toContain("command:remote:Command");
    expect(output).not.toContain("unhandled exception");
    for (const host of HOSTS) {
      expect(await cluster.on(host, "pgrep redis-server || true")).toBe("");
    }
  });

  test("does not matter to a user without one", async () => {
    const { output } = await cluster.preview();
    expectCure(output, USE_ANOTHER_LOGIN);
    await write(HOST_B, "/root/.ssh/plain_keys", keys.trim());
    await addDeploy(cluster.lab, [HOST_B]);
    await cluster.on(HOST_B, "mv /home/deploy/.ssh/plain_keys /home/deploy/.ssh/authorized_keys");
    await cluster.configure({
      directory: "/tmp/cluster",
      hosts: HOSTS.map((address) => ({
        address,
        ports: [7000, 7001],
        ...(address === HOST_B ? { ssh: { user: "deploy" } } : {}),
      })),
    });
    await succeed(cluster.up());
    await succeed(cluster.destroy());
    await cluster.configure({});
  });

  test("that is removed is no obstacle", async () => {
    await write(HOST_B, "/root/.ssh/authorized_keys", keys.trim());
    await succeed(cluster.up());
  });
});
