import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonAnswer } from "../../../../components/host/hostAnswer";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT, runNode, writeStoppedNode } from "../../../support/scriptNode";

/** Not the one of other files, which make nodes at the same time. */
const TAKEN = 7900;
const ASK = `redis-cli [] -h ${ADDRESS} -p ${PORT}`;

describe.each(SHELLS)("a creation that reports its failure, under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  const create = () => runNode(host, "create", { reportsFailure: true });

  test("succeeds as any other", () => {
    const { code, stdout, stderr } = create();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(jsonAnswer(stdout)).toMatchObject({ running: true, nodeId: NODE_ID });
    expect(host.processes()).toHaveLength(1);
  });

  test("answers with what it would have failed with, and leaves no process", () => {
    host.write("PING", 'NOAUTH "Authentication" required.\n');
    const { code, stdout, stderr } = create();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(jsonAnswer(stdout)).toEqual({
      running: false,
      failed: true,
      reason:
        "Cannot use 127.77.0.1:7000: the server rejects the stack's password: " +
        'NOAUTH "Authentication" required.',
    });
    expect(host.processes()).toEqual([]);
    expect(host.files().filter((file) => file.startsWith(`${PORT}/`))).toEqual([
      `${PORT}/${PORT}.pid`,
    ]);
  });

  test("ends at the first command that fails, as any other", () => {
    // What reads the active configuration.
    host.install("cat", "#!/bin/sh\nexit 7\n");
    host.write(`conf/${PORT}.conf`, "port 7000\n");
    const { code, stdout } = create();
    expect(code).toBe(0);
    expect(jsonAnswer(stdout)).toEqual({
      running: false,
      failed: true,
      reason: "Cannot create 127.77.0.1:7000: its script ended with exit code 7",
    });
    expect(host.takeLog()).toEqual([]);
  });
});

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
  ])("rejects port %i if it is in use, and names the process", async (port, name) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, ADDRESS, resolve));
    try {
      const { code, stderr } = runNode(host, "create", { port: TAKEN });
      expect(code).toBe(1);
      expect(stderr).toContain(`Cannot start 127.77.0.1:7900: ${name} is in use by `);
      expect(
        stderr.endsWith(` (pid ${process.pid}). Stop that process, or choose another port\n`),
      ).toBe(true);
      expect(host.takeLog()).toEqual([]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("rejects a bus port from which a process has a connection, and names both ends", async () => {
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
    const { port = 0 } = Object(server.address());
    const target = { host: ADDRESS, port, localAddress: ADDRESS, localPort: TAKEN + 10_000 };
    const connection = createConnection(target);
    await once(connection, "connect");
    try {
      const { code, stderr } = runNode(host, "create", { port: TAKEN });
      expect(code).toBe(1);
      expect(stderr).toContain(
        `Cannot start 127.77.0.1:7900: bus port 17900 is in use by a connection to ${ADDRESS}:${port} of `,
      );
      expect(stderr).toContain(
        ` (pid ${process.pid}). End it and reserve the port (sysctl net.ipv4.ip_local_reserved_ports), or choose another port\n`,
      );
    } finally {
      connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("says why its conf cannot be written, and how much space is free", () => {
    mkdirSync(host.directory);
    symlinkSync("/dev/full", join(host.directory, "7000.conf.new"));
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toMatch(
      /^Cannot write \/conf\/7000\.conf: I\/O error\. \d+ MiB free on \/\S* \(\S+\)\n$/,
    );
    expect(host.takeLog()).toEqual([]);
  });

  test.each([
    { before: "no log yet", log: "" },
    { before: "a log of a server before it", log: "ready to exit, bye bye...\n" },
  ])("quotes the server when it rejects its conf: $before", ({ log }) => {
    if (log !== "") host.write(`conf/${PORT}.log`, log);
    host.write("refusal", "*** FATAL CONFIG FILE ERROR ***\nBad directive\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      'Cannot start 127.77.0.1:7000: "/bin/redis-server" rejects its configuration: ' +
        "*** FATAL CONFIG FILE ERROR *** Bad directive\n",
    );
  });

  test.each([
    {
      said: "first\n\nsecond\nthird\nCan't open the append log: denied\n",
      before: "second third ",
    },
    { said: "\nCan't open the append log: denied\n", before: "" },
  ])("quotes the end of its log when it exits at once: $before", ({ said, before }) => {
    host.write(`conf/${PORT}.log`, "ready to exit, bye bye...\n");
    host.write("dies", said);
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Cannot start 127.77.0.1:7000: the server exited during its start: ${before}` +
        "Can't open the append log: denied\n",
    );
  });

  test("does not wait while the server loads its data, and takes the node ID from its disk", () => {
    writeStoppedNode(host);
    // Behind an error redis-cli prints an empty line.
    host.write(`PING@${PORT}`, "LOADING Redis is loading the dataset in memory\n\n");
    host.write(`CLUSTER@${PORT}`, "LOADING Redis is loading the dataset in memory\n\n");
    // As Redis says it while it loads an append-only file.
    host.write(`CONFIG@${PORT}`, "maxmemory\n0\nappendonly\nno\naclfile\n\n");
    const { code, stdout, stderr } = runNode(host, "update");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`"running":true,"nodeId":"${NODE_ID}","runId":"cafe"`);
    expect(host.takeLog().filter((line) => line === `${ASK} PING`)).toHaveLength(1);
    expect(host.read(`conf/${PORT}.conf.effective`)).toMatch(
      /\n# effective\nmaxmemory 0\nappendonly yes\naclfile \n$/,
    );
  });

  test("leaves no process behind when the creation fails", () => {
    host.write("PING", "NOAUTH Authentication required.\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "Cannot use 127.77.0.1:7000: the server rejects the stack's password: " +
        "NOAUTH Authentication required.\n",
    );
    expect(host.processes()).toEqual([]);
    // A later run would take them for those of a member.
    expect(host.files().filter((file) => file.startsWith(`${PORT}/`))).toEqual([
      `${PORT}/${PORT}.pid`,
    ]);
  });

  test("leaves the files of an earlier start when a creation fails", () => {
    writeStoppedNode(host);
    const before = host.files();
    host.write("PING", "NOAUTH Authentication required.\n");
    expect(runNode(host, "create").code).toBe(1);
    expect(host.files()).toEqual(expect.arrayContaining(before));
    expect(host.read(`conf/${PORT}/appendonly.aof`)).toBe("keys");
  });

  test("rejects a server that is not in cluster mode", () => {
    host.write("CLUSTER", "ERR This instance has cluster support disabled\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "Cannot use the server on 127.77.0.1:7000: it has no node ID. It replied: " +
        "ERR This instance has cluster support disabled\n",
    );
  });

  test("says how to get a server if there is none", () => {
    const { code, stderr } = runNode(host, "create", { serverCommand: "keydb-server" });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Cannot run 127.77.0.1:7000: its host has no command "keydb-server". Install it (Debian: apt-get ' +
        "install redis-server), or set serverCommand to its path\n",
    );
  });

  test("says why the directory cannot be created", () => {
    host.write("conf", "a file\n");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      "Cannot create 127.77.0.1:7000: /conf/7000 cannot be created: Not a directory. Choose another " +
        "directory, or let the login user write there\n",
    );
  });

  test("reports a Valkey by its own version", () => {
    host.write(
      "INFO",
      "# Server\r\nredis_version:7.2.4\r\nvalkey_version:9.1.2\r\nprocess_id:7\r\nrun_id:cafe\r\n",
    );
    expect(jsonAnswer(runNode(host, "create").stdout)).toEqual({
      running: true,
      nodeId: NODE_ID,
      runId: "cafe",
      pid: 7,
      server: "valkey",
      version: "9.1.2",
    });
  });
});
