import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readOutput } from "../../../../components/host/hostAnswer";
import { stopCommand } from "../../../../components/host/stopScript";
import { startListening } from "../../../support/listeningServer";
import { ScriptHost, type ScriptResult, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, PORT, pidOf, runNode, writeStoppedNode } from "../../../support/scriptNode";

const ASK = `redis-cli [] -h ${ADDRESS} -p ${PORT}`;

/** Not the one of other files, whose servers listen at the same time. */
const LISTENS = 7920;
const ASK_LISTENER = `redis-cli [] -h ${ADDRESS} -p ${LISTENS}`;

/** The real one, but it does not wait between two tries. */
const SLEEP = `#!/bin/sh
[ "$1" = 0.2 ] || exec /bin/sleep "$@"
`;

/** The real one, which logs that it removes folders. */
const RM = `#!/bin/sh
[ "$1" != -rf ] || echo rm >>"$FAKES/log"
exec /bin/rm "$@"
`;

/** The fake one, but the server of port 7001 refuses the first stop, which is not logged. */
const REFUSES_ONCE = `#!/bin/sh
case $* in
  *"7001 SHUTDOWN"*) if mkdir "$FAKES/refused-once" 2>/dev/null; then echo "ERR Errors trying to SHUTDOWN"; exit; fi ;;
esac
exec ${join(__dirname, "..", "..", "..", "support", "fakeClient.sh")} "$@"
`;

describe.each(SHELLS)("stop.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function stop(
    onDestroy: "keep" | "delete",
    ports: readonly number[] = [PORT],
    serverCommand = "redis-server",
  ): ScriptResult {
    const options = {
      address: ADDRESS,
      directory: host.directory,
      serverCommand,
      ports,
      onDestroy,
    };
    const { stdout, stderr, code } = host.run(stopCommand(options));
    const { answer = stdout } = readOutput(stdout);
    return { code, stdout: answer.replaceAll(host.folder, ""), stderr };
  }

  /** What it prints, in any order of the ports. */
  function printing(...lines: readonly string[]): ScriptResult {
    return { code: 0, stdout: lines.map((line) => `${line}\n`).join(""), stderr: "" };
  }

  /** Servers stop at the same time, so their lines come in any order. */
  function sorted({ stdout, ...result }: ScriptResult): ScriptResult {
    const lines = stdout.split("\n").filter((line) => line !== "");
    return {
      ...result,
      stdout: lines
        .sort()
        .map((line) => `${line}\n`)
        .join(""),
    };
  }

  /** A running node whose creation is not in the log. */
  function runningNode(port = PORT): void {
    expect(runNode(host, "create", { port }).code).toBe(0);
    host.takeLog();
  }

  test("keeps the data: stops the server and leaves every file but the record", () => {
    runningNode();
    const before = host.files();
    host.write("conf/cluster.json", "{}\n");
    host.write("conf/7000.hold", "id\n");
    expect(stop("keep")).toEqual(printing("stopped 7000"));
    expect(host.takeLog()).toEqual([`${ASK} CONFIG GET appendonly`, `${ASK} SHUTDOWN NOSAVE`]);
    expect(host.processes()).toEqual([]);
    expect(host.files()).toEqual(before);
  });

  test("keeps the data of a server without an append-only file by a save", () => {
    runningNode();
    host.write("CONFIG", "appendonly\nno\n");
    expect(stop("keep")).toEqual(printing("stopped 7000"));
    expect(host.takeLog()).toEqual([`${ASK} CONFIG GET appendonly`, `${ASK} SHUTDOWN SAVE`]);
    expect(host.processes()).toEqual([]);
  });

  test("deletes the data, and with the last node the directory", () => {
    runningNode();
    runningNode(7001);
    expect(stop("delete")).toEqual(printing("stopped 7000"));
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
    host.write("conf/cluster.json", "{}\n");
    expect(stop("delete", [7001])).toEqual(printing("stopped 7001"));
    expect(host.has("conf")).toBe(false);
    expect(host.processes()).toEqual([]);
  });

  test("stops all nodes at once, and deletes the directory", () => {
    for (const port of [7000, 7001, 7002]) runningNode(port);
    const { stdout } = stop("delete", [7000, 7001, 7002]);
    expect(stdout.split("\n").sort()).toEqual(
      ["stopped 7000", "stopped 7001", "stopped 7002", ""].sort(),
    );
    expect(host.processes()).toEqual([]);
    expect(host.has("conf")).toBe(false);
  });

  test.each(["secret", 'a b"c'])(
    "stops a server with the password %j, never in argv",
    (password) => {
      expect(runNode(host, "create", { password }).code).toBe(0);
      host.takeLog();
      expect(stop("keep")).toEqual(printing("stopped 7000"));
      const ask = `redis-cli [${password}] -h ${ADDRESS} -p ${PORT}`;
      expect(host.takeLog()).toEqual([`${ask} CONFIG GET appendonly`, `${ask} SHUTDOWN NOSAVE`]);
      expect(host.processes()).toEqual([]);
    },
  );

  test("asks all servers before it stops the first", () => {
    const ports = [7000, 7001, 7002];
    for (const port of ports) runningNode(port);
    expect(sorted(stop("keep", ports))).toEqual(
      printing("stopped 7000", "stopped 7001", "stopped 7002"),
    );
    const log = host.takeLog();
    const asking = ports.map(
      (port) => `redis-cli [] -h ${ADDRESS} -p ${port} CONFIG GET appendonly`,
    );
    const stopping = ports.map((port) => `redis-cli [] -h ${ADDRESS} -p ${port} SHUTDOWN NOSAVE`);
    // Those of one kind run at the same time, so they come in any order.
    expect([log.slice(0, 3).sort(), log.slice(3).sort()]).toEqual([asking, stopping]);
  });

  test("deletes no file before the last server has ended", () => {
    host.install("rm", RM);
    for (const port of [7000, 7001]) runningNode(port);
    host.remove("bin/redis-cli");
    host.install("redis-cli", REFUSES_ONCE);
    expect(sorted(stop("delete", [7000, 7001]))).toEqual(printing("stopped 7000", "stopped 7001"));
    const kinds = host.takeLog().map((line) => line.match(/SHUTDOWN|^rm/)?.[0]);
    expect(kinds).toEqual(["SHUTDOWN", "SHUTDOWN", "rm", "rm"]);
    expect(host.has("conf")).toBe(false);
  });

  test("leaves a directory that holds another file", () => {
    runningNode();
    host.write("conf/notes.txt", "mine\n");
    expect(stop("delete")).toEqual(printing("stopped 7000"));
    expect(host.files()).toEqual(["notes.txt"]);
  });

  test("does nothing on a host where nothing runs and nothing is left", () => {
    expect(stop("delete")).toEqual(printing("absent 7000"));
    expect(stop("keep")).toEqual(printing("absent 7000"));
    expect(stop("keep", [])).toEqual(printing());
    expect(host.has("conf")).toBe(false);
  });

  test("asks no server if the node is stopped, and gives up the record", () => {
    writeStoppedNode(host);
    host.write("conf/cluster.json", "{}\n");
    expect(stop("keep")).toEqual(printing("absent 7000"));
    expect(host.takeLog()).toEqual([]);
    expect(host.files()).toEqual(["7000/7000_node.conf", "7000/appendonly.aof"]);
    expect(stop("delete")).toEqual(printing("absent 7000"));
    expect(host.has("conf")).toBe(false);
  });

  test("tries again while the server refuses to stop", () => {
    runningNode();
    host.write("SHUTDOWN-1", "ERR Errors trying to SHUTDOWN. Check logs.\n");
    expect(stop("keep")).toEqual(printing("stopped 7000"));
    expect(host.takeLog().slice(1)).toEqual([`${ASK} SHUTDOWN NOSAVE`, `${ASK} SHUTDOWN NOSAVE`]);
    expect(host.processes()).toEqual([]);
  });

  test.each([
    "NOAUTH Authentication required.",
    "WRONGPASS invalid username-password pair or user is disabled.",
  ])("stops a server that rejects the stack's password by a signal: %s", (reply) => {
    runningNode();
    host.write("CONFIG", `${reply}\n`);
    host.write("SHUTDOWN", `${reply}\n`);
    expect(stop("keep")).toEqual(printing("stopped 7000"));
    expect(host.takeLog()).toEqual([`${ASK} CONFIG GET appendonly`, `${ASK} SHUTDOWN SAVE`]);
    expect(host.processes()).toEqual([]);
  });

  test("finds a server whose PID file was removed", async () => {
    await startListening(host, LISTENS);
    expect(stop("keep", [LISTENS])).toEqual(printing("stopped 7920"));
    expect(host.takeLog()).toEqual([
      `${ASK_LISTENER} CONFIG GET appendonly`,
      `${ASK_LISTENER} SHUTDOWN NOSAVE`,
    ]);
    expect(host.processes()).toEqual([]);
  });

  test.each([
    ["its data directory", "conf/7920"],
    ["the whole directory", "conf"],
  ])("finds a server from which %s was removed", async (_, removed) => {
    await startListening(host, LISTENS);
    host.remove(removed);
    expect(stop("keep", [LISTENS])).toEqual(printing("stopped 7920"));
    expect(host.processes()).toEqual([]);
    expect(host.files()).toEqual([]);
  });

  test("deletes the files of a server whose PID file was removed, once it has ended", async () => {
    await startListening(host, LISTENS);
    host.write(`conf/${LISTENS}.conf`, `port ${LISTENS}\n`);
    host.write(`conf/${LISTENS}/appendonly.aof`, "keys");
    expect(stop("delete", [LISTENS])).toEqual(printing("stopped 7920"));
    expect(host.takeLog()).toEqual([`${ASK_LISTENER} SHUTDOWN NOSAVE`]);
    expect(host.processes()).toEqual([]);
    expect(host.has("conf")).toBe(false);
  });

  test("leaves a server of another directory alone, and keeps its files", async () => {
    const pid = await startListening(host, LISTENS, "another");
    host.write("conf/7920/appendonly.aof", "keys");
    expect(stop("keep", [LISTENS])).toEqual(printing("absent 7920"));
    expect(host.takeLog()).toEqual([]);
    expect(host.processes()).toEqual([pid]);
    expect(host.files()).toEqual(["7920/appendonly.aof"]);
  });

  test("leaves another process alone whose pid is in the PID file", () => {
    writeStoppedNode(host);
    host.write("conf/7000/7000.pid", `${process.pid}\n`);
    expect(stop("keep")).toEqual(printing("absent 7000"));
    expect(host.takeLog()).toEqual([]);
  });

  test.each(["keep", "delete"] as const)(
    "stops the others if one server refuses, and gives up nothing of the cluster, onDestroy %s",
    (onDestroy) => {
      host.install("sleep", SLEEP);
      runningNode();
      runningNode(7001);
      host.write("SHUTDOWN@7001", "ERR Errors trying to SHUTDOWN. Check logs.\n");
      host.write("conf/cluster.json", "{}\n");
      const pid = Number(host.read("conf/7001/7001.pid"));
      expect(sorted(stop(onDestroy, [7000, 7001]))).toEqual(
        printing(
          `failed 7001 Cannot stop 127.77.0.1:7001: its process ${pid} still runs: ` +
            "ERR Errors trying to SHUTDOWN. Check logs.",
          "stopped 7000",
        ),
      );
      expect(host.processes()).toEqual([pid]);
      expect(host.has("conf/cluster.json")).toBe(true);
      expect(host.has("conf/7000/appendonly.aof")).toBe(onDestroy === "keep");
      expect(host.has("conf/7001/appendonly.aof")).toBe(true);
      host.remove("SHUTDOWN@7001");
      expect(sorted(stop(onDestroy, [7000, 7001]))).toEqual(
        printing("absent 7000", "stopped 7001"),
      );
      expect(host.has("conf/cluster.json")).toBe(false);
    },
  );

  test("fails if another process serves the node again", () => {
    runningNode();
    const first = pidOf(host);
    const again = host.start(`cd ${host.directory}/7000 && exec sleep 60`);
    host.remove("bin/redis-cli");
    host.install(
      "redis-cli",
      `#!/bin/sh\ncase "$*" in *SHUTDOWN*) kill ${first}; echo ${again.pid} >"$FAKES/conf/7000/7000.pid" ;; esac\n`,
    );
    expect(stop("keep")).toEqual(
      printing(`failed 7000 Cannot stop 127.77.0.1:7000: process ${again.pid} serves it again`),
    );
  });

  test("fails if the host has no client to stop the server", () => {
    runningNode();
    expect(stop("keep", [PORT], "keydb-server")).toEqual(
      printing(
        'failed 7000 Cannot run 127.77.0.1:7000: its host has no command "keydb-server". Install it ' +
          "(Debian: apt-get install redis-server), or set serverCommand to its path",
      ),
    );
    expect(host.processes()).toHaveLength(1);
  });

  test("fails if the files cannot be deleted, and keeps the record", () => {
    writeStoppedNode(host);
    host.write("conf/cluster.json", "{}\n");
    host.install(
      "rm",
      `#!/bin/sh\necho "rm: cannot remove '/conf/7000': Read-only file system" >&2\nexit 1\n`,
    );
    expect(stop("delete")).toEqual(
      printing("failed 7000 Cannot delete the files of 127.77.0.1:7000: Read-only file system"),
    );
    expect(host.has("conf/cluster.json")).toBe(true);
  });
});
