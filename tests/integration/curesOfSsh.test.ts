import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { USE_AGENT } from "../../components/text/cures/configCures";
import { REMOVE_HOST_KEY, TRY_WHEN_REACHABLE } from "../../components/text/cures/runCures";
import { runToolOrThrow } from "../../tools/processes/runTool";
import { expectCure } from "../support/expectCure";
import { makeHostKey } from "../support/sshServer";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { TEST_FOLDER } from "../support/testFolder";

// What is printed where nobody can log in to a host, followed word for word. After each cure up succeeds, and the key
// is still there.

const HOST = "192.168.56.65";

let cluster: TestCluster;
let known: string;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "cures-of-ssh",
    hosts: [{ address: HOST, ports: [7000, 7001, 7002] }],
    config: { replicas: 0 },
  });
  known = readFileSync(cluster.knownHostsPath, "utf8");
  await succeed(cluster.up());
  expect(await cluster.on(HOST, `redis-cli -c -h ${HOST} -p 7000 SET name kept`)).toBe("OK\n");
});
afterAll(() => cluster?.end());
afterEach(async () => {
  vi.unstubAllEnvs();
  writeFileSync(cluster.knownHostsPath, known);
  await cluster.configure({});
});

async function failed(): Promise<string> {
  const { code, output } = await cluster.preview();
  expect(code, output).not.toBe(0);
  return output;
}

async function works(): Promise<void> {
  await succeed(cluster.up());
  expect(await cluster.on(HOST, `redis-cli -c -h ${HOST} -p 7000 GET name`)).toBe("kept\n");
}

function ssh(changes: object): Promise<void> {
  const login = { privateKeyPath: cluster.privateKeyPath, knownHosts: cluster.knownHostsPath };
  return cluster.configure({ ssh: { ...login, ...changes } });
}

test.each(["known_hosts", "ssh.hostKey"])(
  "a host without a key of the known type: that of %s removed",
  async (place) => {
    const former = makeHostKey("ecdsa").public;
    if (place === "known_hosts") writeFileSync(cluster.knownHostsPath, `${HOST} ${former}\n`);
    else await ssh({ hostKey: former });
    expectCure(await failed(), REMOVE_HOST_KEY);

    // The next preview shows the new one, with the command that accepts it.
    writeFileSync(cluster.knownHostsPath, "");
    await cluster.configure({});
    const [, command = ""] = /^ *(echo '.*)$/m.exec(await failed()) ?? [];
    await runToolOrThrow(["sh", "-c", command]);
    await works();
  },
);

test("an unknown host that is not reachable: again when it is", async () => {
  writeFileSync(cluster.knownHostsPath, "");
  await ssh({ hostKeyChecking: "accept-new" });
  await cluster.lab.cut(HOST);
  try {
    expectCure(await failed(), TRY_WHEN_REACHABLE);
  } finally {
    await cluster.lab.heal(HOST);
  }
  await works();
});

test("a private key with a passphrase: added to an agent", async () => {
  const folder = join(TEST_FOLDER, "cures-of-ssh");
  const path = join(folder, "with-passphrase");
  writeFileSync(path, cluster.privateKey(), { mode: 0o600 });
  await runToolOrThrow(["ssh-keygen", "-q", "-p", "-P", "", "-N", "passphrase", "-f", path]);
  await ssh({ privateKeyPath: path });
  expectCure(await failed(), USE_AGENT);

  const started = await runToolOrThrow(["ssh-agent", "-s"]);
  const [, socket = ""] = /SSH_AUTH_SOCK=([^;]+)/.exec(started) ?? [];
  const [, pid = ""] = /SSH_AGENT_PID=(\d+)/.exec(started) ?? [];
  try {
    vi.stubEnv("SSH_AUTH_SOCK", socket);
    const ask = join(folder, "ask");
    writeFileSync(ask, "#!/bin/sh\necho passphrase\n", { mode: 0o700 });
    vi.stubEnv("SSH_ASKPASS", ask);
    vi.stubEnv("SSH_ASKPASS_REQUIRE", "force");
    await runToolOrThrow(["ssh-add", path]);
    await cluster.configure({ ssh: { agent: true, knownHosts: cluster.knownHostsPath } });
    await works();
  } finally {
    process.kill(Number(pid));
  }
});
