import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT, runNode } from "../../../support/scriptNode";

/** Not the one of other files, which make nodes at the same time. */
const TAKEN = 7900;
const ASK = `redis-cli [] -h ${ADDRESS} -p ${PORT}`;

// What is tried here is the same in every shell.
describe("node.sh where a server cannot start", () => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost("/bin/dash");
  });
  afterEach(() => host.end());

  test.each([
    [TAKEN, "port 7900"],
    [TAKEN + 10_000, "bus port 17900"],
  ])("refuses when port %i is taken, and names the one who has it", async (port, name) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, ADDRESS, resolve));
    try {
      const { code, stderr } = runNode(host, "create", { port: TAKEN });
      expect(code).toBe(1);
      expect(stderr).toContain(
        `Cannot start 127.77.0.1:7900 as its ${name} is taken by process ${process.pid} (`,
      );
      expect(stderr.endsWith("): stop that, or choose another port\n")).toBe(true);
      expect(host.takeLog()).toEqual([]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("names the room that is left where its conf cannot be written", () => {
    mkdirSync(host.directory);
    symlinkSync("/dev/full", join(host.directory, "7000.conf.new"));
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toMatch(
      /^Cannot write \/conf\/7000\.conf as its folder does not take it: \d+ kB are free on \/\S*\n$/,
    );
    expect(host.takeLog()).toEqual([]);
  });

  test.each([
    { before: "no log yet", log: "" },
    { before: "a log of a server before it", log: "ready to exit, bye bye...\n" },
  ])("gives the server's own words when it refuses its conf: $before", ({ log }) => {
    if (log !== "") host.write(`conf/${PORT}.log`, log);
    host.write("refusal", "*** FATAL CONFIG FILE ERROR ***\nBad directive\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      'Cannot start 127.77.0.1:7000 as "/bin/redis-server" refuses its conf: ' +
        "*** FATAL CONFIG FILE ERROR *** Bad directive\n",
    );
  });

  test.each([
    {
      said: "first\n\nsecond\nthird\nCan't open the append log: denied\n",
      before: "second third ",
    },
    { said: "\nCan't open the append log: denied\n", before: "" },
  ])("gives the last words of its own log when it ends at once: $before", ({ said, before }) => {
    host.write(`conf/${PORT}.log`, "ready to exit, bye bye...\n");
    host.write("dies", said);
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Cannot start 127.77.0.1:7000 as its server ended at once: ${before}` +
        "Can't open the append log: denied\n",
    );
  });

  test("waits while the server loads its data", () => {
    host.write("PING-1", "LOADING Redis is loading the dataset in memory\n");
    host.write("PING-2", "LOADING Redis is loading the dataset in memory\n");
    expect(runNode(host, "create").code).toBe(0);
    expect(host.takeLog().filter((line) => line === `${ASK} PING`)).toHaveLength(3);
  });

  test("leaves no process behind when the creation fails", () => {
    host.write("PING", "NOAUTH Authentication required.\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "Cannot ask 127.77.0.1:7000 as it refuses the stack's password: " +
        "NOAUTH Authentication required.\n",
    );
    expect(host.processes()).toEqual([]);
  });

  test("refuses a server that is not in cluster mode", () => {
    host.write("CLUSTER", "ERR This instance has cluster support disabled\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "Cannot use the server on 127.77.0.1:7000 as it does not run in cluster mode: " +
        "ERR This instance has cluster support disabled\n",
    );
  });

  test("says how to get a server where there is none", () => {
    const { code, stderr } = runNode(host, "create", { serverCommand: "keydb-server" });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Cannot run a server on 127.77.0.1:7000 as its host has no "keydb-server": install it there ' +
        "(Debian: apt-get install redis-server) or set serverCommand to its path\n",
    );
  });

  test("says where the folder cannot be made", () => {
    host.write("conf", "a file\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot make 127.77.0.1:7000 as mkdir: ");
    expect(stderr.endsWith(": choose another directory\n")).toBe(true);
  });

  test("reports a Valkey by its own version", () => {
    host.write(
      "INFO",
      "# Server\r\nredis_version:7.2.4\r\nvalkey_version:9.1.2\r\nprocess_id:7\r\nrun_id:cafe\r\n",
    );
    expect(JSON.parse(runNode(host, "create").stdout)).toEqual({
      running: true,
      nodeId: NODE_ID,
      runId: "cafe",
      pid: 7,
      server: "valkey",
      version: "9.1.2",
    });
  });
});
