import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT, runNode, writeStoppedNode } from "../../../support/scriptNode";

const ASK = `redis-cli [] -h ${ADDRESS} -p ${PORT}`;
const DONE = { code: 0, stdout: "", stderr: "" };

const REFUSAL =
  "Cannot stop 127.77.0.1:7000: it is a member of a cluster. Put it back into the stack's hosts, " +
  "or destroy the whole stack. If you do not need its data, allow the stop by: " +
  "ssh root@host rm /conf/7000.hold\n";

describe.each(SHELLS)("node.sh delete under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  /** A running node whose creation is not in the log. */
  function runningNode(port = PORT): void {
    expect(runNode(host, "create", { port }).code).toBe(0);
    host.takeLog();
  }

  test("keeps the data: stops the server and leaves every file", () => {
    runningNode();
    const before = host.files();
    expect(runNode(host, "delete")).toEqual(DONE);
    expect(host.takeLog()).toEqual([`${ASK} CONFIG GET appendonly`, `${ASK} SHUTDOWN NOSAVE`]);
    expect(host.processes()).toEqual([]);
    expect(host.files()).toEqual(before);
  });

  test("stops a server that already has the new password, though another is active", () => {
    runningNode();
    host.write("conf/7000.conf.next", 'port 7000\nrequirepass "staged"\n');
    host.write("PING-1", "NOAUTH Authentication required.\n");
    expect(runNode(host, "delete")).toEqual(DONE);
    const asked = `redis-cli [staged] -h ${ADDRESS} -p ${PORT}`;
    expect(host.takeLog()).toEqual([
      `${ASK} PING`,
      `${asked} PING`,
      `${asked} CONFIG GET appendonly`,
      `${asked} SHUTDOWN NOSAVE`,
    ]);
    expect(host.processes()).toEqual([]);
  });

  test("keeps the data of a server without an append-only file by a save", () => {
    runningNode();
    host.write("CONFIG", "appendonly\nno\n");
    expect(runNode(host, "delete")).toEqual(DONE);
    expect(host.takeLog()).toEqual([`${ASK} CONFIG GET appendonly`, `${ASK} SHUTDOWN SAVE`]);
    expect(host.processes()).toEqual([]);
  });

  test("deletes the data, and with the last node the directory", () => {
    runningNode();
    runningNode(7001);
    expect(runNode(host, "delete", { onDestroy: "delete" })).toEqual(DONE);
    expect(host.takeLog()).toEqual([`${ASK} SHUTDOWN NOSAVE`]);
    expect(host.files()).toEqual([
      ".lock",
      "7001.conf",
      "7001.conf.effective",
      "7001.log",
      "7001/7001.pid",
      "7001/7001_node.conf",
      "7001/appendonly.aof",
    ]);
    expect(runNode(host, "delete", { onDestroy: "delete", port: 7001 })).toEqual(DONE);
    expect(host.has("conf")).toBe(false);
    expect(host.processes()).toEqual([]);
  });

  test("leaves a directory that holds another file", () => {
    runningNode();
    host.write("conf/notes.txt", "mine\n");
    expect(runNode(host, "delete", { onDestroy: "delete" })).toEqual(DONE);
    expect(host.files()).toEqual(["notes.txt"]);
  });

  test("does nothing for a node that was deleted before", () => {
    expect(runNode(host, "delete", { onDestroy: "delete" })).toEqual(DONE);
    expect(host.has("conf")).toBe(false);
  });

  test("asks no server if the node is stopped", () => {
    writeStoppedNode(host);
    expect(runNode(host, "delete")).toEqual(DONE);
    expect(host.takeLog()).toEqual([]);
    expect(host.has("conf/7000/appendonly.aof")).toBe(true);
  });

  test("tries again while the server refuses to stop", () => {
    runningNode();
    host.write("SHUTDOWN-1", "ERR Errors trying to SHUTDOWN. Check logs.\n");
    expect(runNode(host, "delete")).toEqual(DONE);
    expect(host.takeLog().slice(1)).toEqual([`${ASK} SHUTDOWN NOSAVE`, `${ASK} SHUTDOWN NOSAVE`]);
    expect(host.processes()).toEqual([]);
  });

  test.each(["keep", "delete"] as const)(
    "rejects to stop a member, though it has no key, onDestroy %s, and says what to do",
    (onDestroy) => {
      runningNode();
      host.write("conf/7000.hold", `${NODE_ID}\n`);
      const { code, stderr } = runNode(host, "delete", { onDestroy });
      expect(code).toBe(1);
      expect(stderr.replaceAll(host.folder, "")).toBe(REFUSAL);
      expect(host.takeLog()).toEqual([]);
      expect(host.processes()).toHaveLength(1);
      expect(host.has("conf/7000.hold")).toBe(true);
    },
  );

  test("rejects to stop a member that does not answer, whose keys are unknown", () => {
    writeStoppedNode(host);
    host.write("conf/7000.hold", `${NODE_ID}\n`);
    const { code, stderr } = runNode(host, "delete", { onDestroy: "delete" });
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(REFUSAL);
    expect(host.has("conf/7000/appendonly.aof")).toBe(true);
  });
});
