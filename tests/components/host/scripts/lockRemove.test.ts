import { existsSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockCommand } from "../../../../components/host/lockScript";
import { renderConf } from "../../../../components/host/redisConf";
import { startListening } from "../../../support/listeningServer";
import { LockClient } from "../../../support/lockClient";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT } from "../../../support/scriptNode";

/** Not the one of other files, whose servers listen at the same time. */
const LISTENS = 7960;
const ASIDE = /^7000\.removed-\d{4}-\d\d-\d\d$/;

describe.each(SHELLS)("lock.sh under %s removes a node", (shell) => {
  let host: ScriptHost;
  let lock: LockClient;
  beforeEach(async () => {
    host = new ScriptHost(shell);
    const { command, stdin } = lockCommand({
      address: ADDRESS,
      directory: host.directory,
      serverCommand: "redis-server",
      who: "me",
      makeDirectory: true,
    });
    lock = new LockClient(host.start(command), stdin);
    expect(await lock.line()).toBe("locked");
    host.write("conf/cluster.json", '{"format":1}\n');
    host.write("conf/.node-1234.sh", "exit 0\n");
    host.write("conf/.node-current", ".node-1234.sh\n");
  });
  afterEach(() => host.end());

  /** Writes the files of a stopped node, with a staged configuration. */
  function writeNode(port: number): void {
    host.write(`conf/${port}.conf`, `port ${port}\n`);
    host.write(`conf/${port}.conf.next`, "staged\n");
    host.write(`conf/${port}.log`, "its log\n");
    host.write(`conf/${port}/${port}_node.conf`, `${NODE_ID} :0@0 myself\n`);
    host.write(`conf/${port}/appendonlydir/a.aof`, "keys");
  }

  /** What is in the directory, with today's date and time as DATE and TIME. */
  function entries(): string[] {
    return readdirSync(host.directory)
      .map((name) => name.replace(/removed-\d{4}-\d\d-\d\d/, "removed-DATE"))
      .map((name) => name.replace(/DATE-\d{6}$/, "DATE-TIME"))
      .sort();
  }

  const KEPT = [".lock", ".node-1234.sh", ".node-current"];

  async function remove(port = PORT): Promise<string> {
    return (await lock.ask(`remove ${port}`)).replaceAll(host.folder, "");
  }

  /** Starts a server that requires a password. */
  async function start(): Promise<void> {
    const conf = renderConf({
      address: ADDRESS,
      port: PORT,
      directory: host.directory,
      password: "secret",
      directives: {},
    });
    expect(await lock.ask(`startnew ${PORT} ${Buffer.from(conf).toString("base64")}`)).toBe("done");
    host.takeLog();
  }

  test("which is stopped: all its files are in the renamed directory", async () => {
    writeNode(PORT);
    writeNode(7001);
    expect(await remove()).toBe("done");
    expect(entries()).toEqual([
      ...KEPT,
      "7000.removed-DATE",
      "7001",
      "7001.conf",
      "7001.conf.next",
      "7001.log",
      "cluster.json",
    ]);
    const [aside = ""] = readdirSync(host.directory).filter((name) => ASIDE.test(name));
    expect(host.files().filter((file) => file.startsWith(aside))).toEqual(
      ["7000.conf", "7000.conf.next", "7000.log", "7000_node.conf", "appendonlydir/a.aof"].map(
        (file) => `${aside}/${file}`,
      ),
    );
    expect(host.read(`conf/${aside}/appendonlydir/a.aof`)).toBe("keys");
    expect(host.takeLog()).toEqual([]);
  });

  test("whose server runs: it is stopped without saving", async () => {
    await start();
    expect(await remove()).toBe("done");
    expect(host.takeLog()).toEqual([`redis-cli [secret] -h ${ADDRESS} -p ${PORT} SHUTDOWN NOSAVE`]);
    expect(host.processes()).toEqual([]);
    expect(entries().filter((name) => name.startsWith("7000"))).toEqual(["7000.removed-DATE"]);
  });

  test("whose server runs without its PID file", async () => {
    const pid = await startListening(host, LISTENS);
    host.write(`conf/${LISTENS}.conf`, `port ${LISTENS}\n`);
    expect(await remove(LISTENS)).toBe("done");
    expect(existsSync(`/proc/${pid}/cwd`)).toBe(false);
    expect(entries().filter((name) => name.startsWith("7960"))).toEqual(["7960.removed-DATE"]);
  });

  test("whose server does not stop: its files stay where they are", async () => {
    await start();
    // At once, in place of 30 s of tries.
    host.install("sleep", '#!/bin/sh\n[ "$1" = 0.2 ] || exec /bin/sleep "$@"\n');
    host.write("SHUTDOWN", "ERR Errors trying to SHUTDOWN\n");
    const before = entries();
    expect(await remove()).toMatch(
      /^failed Cannot stop 127\.77\.0\.1:7000: its process \d+ still runs: ERR Errors trying to SHUTDOWN/,
    );
    expect(entries()).toEqual(before);
  });

  test("twice, and where a run was killed", async () => {
    writeNode(PORT);
    writeNode(7001);
    // The configuration was moved already, and the rest not.
    host.write("conf/7000/7000.conf", "port 7000\n");
    host.remove("conf/7000.conf");
    expect(await remove()).toBe("done");
    const after = entries();
    expect(after).toContain("7000.removed-DATE");
    expect(await remove()).toBe("done");
    expect(entries()).toEqual(after);
  });

  test("that came back on the same day: the files of both are kept", async () => {
    writeNode(7001);
    for (const keys of ["first", "second"]) {
      writeNode(PORT);
      host.write("conf/7000/appendonlydir/a.aof", keys);
      expect(await remove()).toBe("done");
    }
    const aside = readdirSync(host.directory).filter((name) => name.startsWith("7000.removed-"));
    expect(aside.map((name) => host.read(`conf/${name}/appendonlydir/a.aof`)).sort()).toEqual([
      "first",
      "second",
    ]);
  });

  test("that is the last one of its host: the record and the scripts go with it", async () => {
    writeNode(PORT);
    writeNode(7001);
    expect(await remove()).toBe("done");
    expect(entries()).toEqual(expect.arrayContaining([...KEPT, "cluster.json"]));
    expect(await remove(7001)).toBe("done");
    expect(entries()).toEqual([".lock", "7000.removed-DATE", "7001.removed-DATE"]);
    expect(await lock.end()).toBe(0);
  });

  test("that left no files", async () => {
    expect(await remove()).toBe("done");
    expect(entries()).toEqual([".lock"]);
  });
});
