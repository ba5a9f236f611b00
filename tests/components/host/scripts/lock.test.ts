import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type LockOptions, lockCommand } from "../../../../components/host/lockScript";
import { startListening } from "../../../support/listeningServer";
import { LockClient } from "../../../support/lockClient";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import {
  ADDRESS,
  isUnlocked,
  NODE_ID,
  runNode,
  writeStoppedNode,
} from "../../../support/scriptNode";
import { until } from "../../../support/until";

/** Not the one of other files, whose servers listen at the same time. */
const LISTENS = 7940;

/** A request to write a record. */
const RECORD = `record - ${Buffer.from('{"format":1}').toString("base64")}`;

describe.each(SHELLS)("lock.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
    writeStoppedNode(host);
  });
  afterEach(() => host.end());

  test("locks, carries out requests and releases the lock when its client leaves", async () => {
    const lock = take(host, "me, since now");
    expect(await lock.line()).toBe("locked");
    expect(host.read("conf/.lock")).toBe("me, since now\n");
    expect(isUnlocked(host)).toBe(false);

    expect(await lock.ask(RECORD)).toBe("done");
    expect(host.read("conf/cluster.json")).toBe('{"format":1}\n');
    expect(host.modeOf("conf/cluster.json")).toBe("640");
    expect(await lock.ask(RECORD)).toBe("done");
    expect(host.read("conf/cluster.json")).toBe('{"format":1}\n');

    expect(await lock.end()).toBe(0);
    expect(host.read("conf/.lock")).toBe("");
    expect(isUnlocked(host)).toBe(true);
  });

  test("answers many requests that come at once, each with its line", async () => {
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    lock.say(`${RECORD}\nbeat\nstart 7001\n${RECORD}\npending 7000 a\n`);
    expect(await lock.line()).toBe("done");
    expect((await lock.line()).replaceAll(host.folder, "")).toBe(
      "failed its identity or its data is missing in /conf/7001",
    );
    expect(await lock.line()).toBe("done");
    expect(await lock.line()).toBe("done");
    expect(host.read("conf/cluster.json")).toBe('{"format":1}\n');
    expect(host.read("conf/7000.conf.pending")).toBe("a\n");
  });

  test("removes the hold files of a former version with the record that replaces them", async () => {
    host.write("conf/7000.hold", `${NODE_ID}\n`);
    host.write("conf/7001.hold", `${NODE_ID}\n`);
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect(host.has("conf/7000.hold")).toBe(true);
    expect(await lock.ask(RECORD)).toBe("done");
    expect(host.files().filter((file) => file.endsWith(".hold"))).toEqual([]);
  });

  test("writes a record of any length", async () => {
    const text = JSON.stringify({ members: Array.from({ length: 300 }, () => NODE_ID) });
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask(`record - ${Buffer.from(text).toString("base64")}`)).toBe("done");
    expect(host.read("conf/cluster.json")).toBe(`${text}\n`);
  });

  test("keeps the record and the hold files if the new one arrives incomplete", async () => {
    host.write("conf/cluster.json", "old\n");
    host.write("conf/7000.hold", `${NODE_ID}\n`);
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask("record - e30=%")).toMatch(/^failed .*the record arrived incomplete$/);
    expect(host.read("conf/cluster.json")).toBe("old\n");
    expect(host.has("conf/7000.hold")).toBe(true);
  });

  test("writes the PID file of a running server that has none", async () => {
    const pid = await startListening(host, LISTENS);
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask(`pidfile ${LISTENS}`)).toBe("done");
    expect(host.read("conf/7940/7940.pid")).toBe(`${pid}\n`);
    expect(await lock.ask(`pidfile ${LISTENS}`)).toBe("done");
    expect(host.read("conf/7940/7940.pid")).toBe(`${pid}\n`);
  });

  test("writes no PID file for a server of another directory, and goes on", async () => {
    await startListening(host, LISTENS, "another");
    host.write("conf/7940/7940_node.conf", "id\n");
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect((await lock.ask(`pidfile ${LISTENS}`)).replaceAll(host.folder, "")).toBe(
      "failed no server runs in /conf/7940",
    );
    expect(host.has("conf/7940/7940.pid")).toBe(false);
    expect(await lock.ask(RECORD)).toBe("done");
  });

  test("starts a server on its data, which does not keep the lock", async () => {
    host.write("conf/7000.conf", `port 7000\ndir ${host.directory}/7000\npidfile 7000.pid\n`);
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask("start 7000")).toBe("done");
    expect(await lock.ask("start 7000")).toBe("done");
    expect(host.takeLog()).toEqual([
      "redis-server /conf/7000.conf",
      `redis-cli [] -h ${ADDRESS} -p 7000 PING`,
      `redis-cli [] -h ${ADDRESS} -p 7000 CONFIG GET *`,
      `redis-cli [] -h ${ADDRESS} -p 7000 INFO server`,
      `redis-cli [] -h ${ADDRESS} -p 7000 CLUSTER MYID`,
    ]);
    expect(await lock.end()).toBe(0);
    expect(isUnlocked(host)).toBe(true);
    expect(host.processes()).toHaveLength(1);
  });

  test("starts no server without its data, and goes on", async () => {
    host.remove("conf/7000/appendonly.aof");
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    expect((await lock.ask("start 7000")).replaceAll(host.folder, "")).toBe(
      "failed its identity or its data is missing in /conf/7000",
    );
    expect(host.takeLog()).toEqual([]);
    expect(await lock.ask(RECORD)).toBe("done");
  });

  test("takes a node's files from other users, twice too, and changes nothing in them", async () => {
    host.write("conf/7000/appendonlydir/a.aof", "data");
    for (const file of ["7000.conf", "7000.log"]) host.write(`conf/${file}`, "text");
    for (const path of ["7000/appendonlydir", "7000"]) host.chmod(`conf/${path}`, 0o755);
    for (const path of ["7000/appendonlydir/a.aof", "7000.conf", "7000.log"]) {
      host.chmod(`conf/${path}`, 0o664);
    }
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    for (const _ of [1, 2]) {
      expect(await lock.ask("restrict 7000")).toBe("done");
      expect(host.modeOf("conf/7000")).toBe("700");
      expect(host.modeOf("conf/7000/appendonlydir")).toBe("700");
      expect(host.modeOf("conf/7000/appendonlydir/a.aof")).toBe("600");
      expect(host.modeOf("conf/7000.conf")).toBe("640");
      expect(host.modeOf("conf/7000.log")).toBe("640");
    }
    expect(host.read("conf/7000/appendonlydir/a.aof")).toBe("data");
    expect(host.takeLog()).toEqual([]);
  });

  test("stages a conf of any length, and activates it", async () => {
    host.write("conf/7000.conf", "port 7000\n");
    const conf = `port 7000\n${"# a long conf, of more than one read\n".repeat(300)}`;
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    lock.say("beat\n");
    expect(await lock.ask(`stage 7000 ${Buffer.from(conf).toString("base64")}`)).toBe("done");
    expect(host.read("conf/7000.conf.next")).toBe(conf);
    expect(host.read("conf/7000.conf")).toBe("port 7000\n");
    expect(await lock.ask("pending 7000 io-threads")).toBe("done");
    expect(await lock.ask("pending 7000 databases,supervised")).toBe("done");
    expect(host.read("conf/7000.conf.pending")).toBe("io-threads,databases,supervised\n");
    expect(await lock.ask("activate 7000")).toBe("done");
    expect(await lock.ask("activate 7000")).toBe("done");
    expect(host.read("conf/7000.conf")).toBe(conf);
    expect(host.files().filter((file) => file.startsWith("7000.conf"))).toEqual([
      "7000.conf",
      "7000.conf.effective",
    ]);
  });

  test("stages no conf that the server rejects, and goes on", async () => {
    host.write("refusal", "Bad directive\n");
    const lock = take(host, "me");
    expect(await lock.line()).toBe("locked");
    const said = await lock.ask(`stage 7000 ${Buffer.from("nonsense\n").toString("base64")}`);
    expect(said.replaceAll(host.folder, "")).toBe(
      'failed Cannot change the configuration of 127.77.0.1:7000: "/bin/redis-server" rejects it. ' +
        "Nothing was changed. It printed: Bad directive ",
    );
    expect(host.files().filter((file) => file.startsWith("7000.conf"))).toEqual([]);
    expect(await lock.ask(RECORD)).toBe("done");
  });

  test("excludes the node script, which names the holder", async () => {
    expect(await take(host, "root@operator, process 1").line()).toBe("locked");
    const { code, stderr } = runNode(host, "update");
    expect(code).toBe(1);
    expect(stderr).toContain(": root@operator, process 1. Wait until it has ended");
  });

  test("makes the directory of a host that has none, if it is told so", async () => {
    host.remove("conf");
    const lock = take(host, "me", true);
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask(RECORD)).toBe("done");
    expect(host.files()).toEqual([".lock", "cluster.json"]);
    expect(await lock.end()).toBe(0);
  });

  test("says why the directory cannot be made", async () => {
    host.remove("conf");
    host.write("conf", "a file\n");
    const { command, stdin } = lockCommand({ ...optionsOf(host, "me"), makeDirectory: true });
    const { code, stdout } = host.run({ command, stdin });
    expect(code).toBe(1);
    expect(stdout.replaceAll(host.folder, "")).toMatch(
      /^<<redis-cluster failed \/conf cannot be created: (File exists|Not a directory)\n$/,
    );
    expect(host.read("conf")).toBe("a file\n");
  });

  test.each([
    [
      "is missing",
      undefined,
      `flock is missing on ${ADDRESS}. Install it (Debian: apt-get install util-linux)`,
    ],
    [
      "fails for another reason than another lock",
      "echo 'flock: 9: No locks available' >&2; exit 71",
      `flock failed on ${ADDRESS}: 9: No locks available`,
    ],
  ])("says at once that flock %s", async (_, flock, reason) => {
    if (flock === undefined) host.uninstall("flock");
    else host.install("flock", `#!/bin/sh\n${flock}\n`);
    const lock = take(host, "me");
    const ended = once(lock.child, "exit");
    expect(await lock.line()).toBe(`failed ${reason}`);
    expect((await ended)[0]).toBe(1);
    const { code, stderr } = runNode(host, "update");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Cannot update ${ADDRESS}:7000: ${reason}\n`,
    });
  });

  test("rejects a host without the directory", async () => {
    host.remove("conf");
    const { command, stdin } = lockCommand(optionsOf(host, "me"));
    const { code, stdout, stderr } = host.run({ command, stdin });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "<<redis-cluster absent\n",
      stderr: "",
    });
  });
});

// These wait for seconds, so the shells are tried at once.
test("lock.sh names the holder to a second one and exits with 75", () =>
  onEachHost(expectTurnedAway));

test("lock.sh lives while its client sends beats, and no longer than 5 s after the last", () =>
  onEachHost(expectEndInSilence));

async function onEachHost(act: (host: ScriptHost) => Promise<void>): Promise<void> {
  const hosts = SHELLS.map((shell) => new ScriptHost(shell));
  // A test that runs out of time never comes to a `finally`.
  onTestFinished(() => {
    for (const host of hosts) host.end();
  });
  for (const host of hosts) writeStoppedNode(host);
  await Promise.all(hosts.map(act));
}

async function expectTurnedAway(host: ScriptHost): Promise<void> {
  expect(await take(host, "the first").line()).toBe("locked");
  const second = take(host, "the second");
  const ended = once(second.child, "exit");
  expect(await second.line()).toBe("held the first");
  expect((await ended)[0]).toBe(75);
  expect(host.read("conf/.lock")).toBe("the first\n");
}

async function expectEndInSilence(host: ScriptHost): Promise<void> {
  host.install("timeout", TIMEOUT);
  const lock = take(host, "me");
  expect(await lock.line()).toBe("locked");
  const ended = once(lock.child, "exit");
  // Each sign of life is read before the next one comes, or two would count as one.
  let last = 0;
  for (let signs = 1; signs <= 3; signs += 1) {
    await until("the lock to wait", () => (waits(host) >= signs ? true : undefined));
    last = performance.now();
    lock.say("beat\n");
  }
  lock.silence();
  const [code] = await ended;
  expect(code).toBe(0);
  expect(performance.now() - last).toBeGreaterThanOrEqual(5000);
  // No upper bound of time, which a busy machine would break: that it waited for no other limit.
  expect(waits(host)).toBeGreaterThan(3);
  expect(new Set(host.read("waits").trim().split("\n"))).toEqual(new Set(["5 dd"]));
  expect(isUnlocked(host)).toBe(true);
}

/** Writes down how long it is to wait for whom, then is the real one. */
const TIMEOUT = `#!/bin/sh
echo "$1 $2" >>"$FAKES/waits"
exec /usr/bin/timeout "$@"
`;

/** How often a lock has begun to wait for its client. */
function waits(host: ScriptHost): number {
  return host.has("waits") ? host.read("waits").trim().split("\n").length : 0;
}

function optionsOf({ directory }: ScriptHost, who: string): LockOptions {
  return { address: ADDRESS, directory, serverCommand: "redis-server", who };
}

function take(host: ScriptHost, who: string, makeDirectory = false): LockClient {
  const { command, stdin } = lockCommand({ ...optionsOf(host, who), makeDirectory });
  return new LockClient(host.start(command), stdin);
}
