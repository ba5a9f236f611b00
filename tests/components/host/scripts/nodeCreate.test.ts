import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonAnswer } from "../../../../components/host/hostAnswer";
import { renderConf } from "../../../../components/host/redisConf";
import { recordOf } from "../../../support/actBench";
import { framed } from "../../../support/framed";
import { startListening } from "../../../support/listeningServer";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import {
  ADDRESS,
  isUnlocked,
  NODE_ID,
  PORT,
  pidOf,
  runNode,
  writeStoppedNode,
} from "../../../support/scriptNode";

const ASK = `redis-cli [] -h ${ADDRESS} -p ${PORT}`;

/** Not the one of other files, whose servers listen at the same time. */
const LISTENS = 7950;

/** The real one; it leaves a file where somebody else has the lock. */
const FLOCK = `#!/bin/sh
/usr/bin/flock "$@" || {
  : >"$FAKES/turned-away"
  exit 1
}
`;

describe.each(SHELLS)("node.sh create under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function status(): string {
    return framed(
      `{"running":true,"nodeId":"${NODE_ID}","runId":"cafe","pid":${pidOf(host)},` +
        `"server":"redis","version":"7.0.15"}\n`,
    );
  }

  function confWith(directives: Record<string, string>): string {
    return renderConf({ address: ADDRESS, port: PORT, directory: host.directory, directives });
  }

  test("makes the directory and the conf, starts the server and reports it", () => {
    const { code, stdout, stderr } = runNode(host, "create");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(status());
    expect(host.takeLog()).toEqual([
      "redis-server /conf/7000.conf",
      `${ASK} PING`,
      `${ASK} CONFIG GET *`,
      `${ASK} INFO server`,
      `${ASK} CLUSTER MYID`,
    ]);
    expect(host.files()).toEqual([
      ".lock",
      "7000.conf",
      "7000.conf.effective",
      "7000.log",
      "7000/7000.pid",
      "7000/7000_node.conf",
      "7000/appendonly.aof",
    ]);
    expect(host.read("conf/7000.conf")).toBe(confWith({}));
    expect(host.processes()).toEqual([pidOf(host)]);
  });

  test("lets nobody but the server's user read its data", () => {
    expect(runNode(host, "create").code).toBe(0);
    expect(host.modeOf("conf/7000")).toBe("700");
    for (const file of ["7000_node.conf", "appendonly.aof", "7000.pid"]) {
      expect(host.modeOf(`conf/7000/${file}`)).toBe("600");
    }
    for (const file of ["7000.conf", "7000.conf.effective", "7000.log"]) {
      expect(host.modeOf(`conf/${file}`)).toBe("640");
    }
  });

  test("keeps no lock in the server that it starts", () => {
    expect(runNode(host, "create").code).toBe(0);
    expect(isUnlocked(host)).toBe(true);
    expect(isUnlocked(host, String(PORT))).toBe(true);
  });

  test("waits for another run that works on the same node", async () => {
    host.write("conf/7000/none", "");
    host.install("flock", FLOCK);
    // It ends once the other run was turned away; and with the test, which takes its folder away.
    const work =
      "echo held; while [ -e bin ] && [ ! -e turned-away ]; do sleep 0.02; done; : >ended";
    await host.startUntil(`cd ${host.folder} && /usr/bin/flock conf/7000 sh -c '${work}'`, "held");
    expect(runNode(host, "create").code).toBe(0);
    expect(host.has("ended")).toBe(true);
  });

  test("again finds the node unchanged and starts nothing", () => {
    runNode(host, "create");
    const first = pidOf(host);
    host.takeLog();
    expect(runNode(host, "create").stdout).toBe(status());
    expect(host.takeLog()).toEqual([`${ASK} INFO server`, `${ASK} CLUSTER MYID`]);
    expect(host.processes()).toEqual([first]);
    expect(host.has("conf/7000.conf.next")).toBe(false);
  });

  test("stages another conf, and removes it when the active one is declared again", () => {
    runNode(host, "create");
    expect(runNode(host, "create", { maxmemory: "1gb" }).stdout).toBe(status());
    expect(host.read("conf/7000.conf")).toBe(confWith({}));
    expect(host.read("conf/7000.conf.next")).toBe(confWith({ maxmemory: "1gb" }));
    expect(runNode(host, "create").stdout).toBe(status());
    expect(host.has("conf/7000.conf.next")).toBe(false);
  });

  test("starts a stopped node on its own identity and data", () => {
    writeStoppedNode(host);
    const identity = host.read("conf/7000/7000_node.conf");
    expect(runNode(host, "create", { peersKnow: "yes" }).code).toBe(0);
    expect(host.read("conf/7000/7000_node.conf")).toBe(identity);
    expect(host.processes()).toHaveLength(1);
  });

  test("starts no new server while a host that may know it cannot be inspected, and fails", () => {
    const { code, stdout, stderr } = runNode(host, "create", { peersKnow: "unknown" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "Cannot start 127.77.0.1:7000 for the first time: not every host could be inspected. Servers " +
        "there may know this address, and an empty server would wipe their copies. Make every host " +
        "reachable, then try again\n",
    );
    expect(host.takeLog()).toEqual([]);
    expect(host.processes()).toEqual([]);
  });

  test.each([
    ["the record of its host", "cluster.json", recordOf(new Map([[`${ADDRESS}:7000`, NODE_ID]]))],
    ["a hold file of a former version", "7000.hold", NODE_ID],
  ])("leaves a node stopped where %s says that it is a member", (_, file, content) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    host.write(`conf/${file}`, `${text}\n`);
    const { code, stdout } = runNode(host, "create");
    expect(code).toBe(0);
    expect(stdout.replaceAll(host.folder, "")).toBe(
      framed(
        '{"running":false,"reason":"its identity is missing, and it is a member of the cluster. ' +
          'Restore /conf/7000"}\n',
      ),
    );
    expect(host.takeLog()).toEqual([]);
    expect(host.files()).toEqual([".lock", file]);
  });

  test.each([
    ["no node", []],
    ["other nodes", [`${ADDRESS}:70001`, "127.77.0.11:7000", `1${ADDRESS}:7000`]],
  ])("starts a new node where the record of its host names %s", (_, names) => {
    const record = recordOf(new Map(names.map((name) => [name, NODE_ID])));
    host.write("conf/cluster.json", JSON.stringify(record));
    expect(runNode(host, "create").code).toBe(0);
    expect(host.processes()).toHaveLength(1);
  });

  test.each(["create", "update"] as const)(
    "finds at an %s the running server whose PID file was removed, and starts no other",
    async (action) => {
      const conf = { address: ADDRESS, port: LISTENS, directory: host.directory, directives: {} };
      host.write("conf/7950.conf", renderConf(conf));
      const pid = await startListening(host, LISTENS);
      const { code, stdout, stderr } = runNode(host, action, { port: LISTENS });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(jsonAnswer(stdout)).toMatchObject({ running: true, nodeId: NODE_ID, pid });
      expect(host.takeLog().filter((line) => line.startsWith("redis-server /"))).toEqual([]);
      expect(host.processes()).toEqual([pid]);
    },
  );

  test("leaves a node stopped where peers know its address", () => {
    const { code, stdout } = runNode(host, "create", { peersKnow: "yes" });
    expect(code).toBe(0);
    expect(stdout).toBe(
      framed(
        '{"running":false,"reason":"its peers know this address, and an empty server there would ' +
          'wipe its replicas"}\n',
      ),
    );
    expect(host.takeLog()).toEqual([]);
    expect(host.files()).toEqual([".lock"]);
  });

  test("rejects data without an identity", () => {
    host.write("conf/7000/appendonlydir/appendonly.aof.1.incr.aof", "keys");
    const { code, stderr } = runNode(host, "create");
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      "Cannot start 127.77.0.1:7000: /conf/7000 has data but no 7000_node.conf. A start would give " +
        "it a new identity. Restore that file, or move /conf/7000 aside if you do not need its data\n",
    );
    expect(host.takeLog()).toEqual([]);
  });

  test("leaves an identity without data to converge", () => {
    writeStoppedNode(host);
    host.remove("conf/7000/appendonly.aof");
    const { code, stdout } = runNode(host, "create");
    expect(code).toBe(0);
    expect(stdout.replaceAll(host.folder, "")).toBe(
      framed('{"running":false,"reason":"its data is missing in /conf/7000"}\n'),
    );
    expect(host.takeLog()).toEqual([]);
  });

  test("starts an identity without data that never met a peer: a first start was killed", () => {
    const own = `${NODE_ID} :0@0 myself,master - 0 0 0 connected`;
    host.write("conf/7000/7000_node.conf", `${own}\nvars currentEpoch 0 lastVoteEpoch 0\n`);
    expect(runNode(host, "create").code).toBe(0);
    expect(host.processes()).toHaveLength(1);
  });

  test("ignores the pid of another process", () => {
    writeStoppedNode(host);
    host.write("conf/7000/7000.pid", `${process.pid}\n`);
    expect(runNode(host, "create").code).toBe(0);
    expect(pidOf(host)).not.toBe(process.pid);
  });

  test.each(['a"b\\c $HOME', "`id` 'x' é%s", "\\\\"])(
    "asks with the password %j of the active conf, never in argv",
    (password) => {
      expect(runNode(host, "create", { password }).code).toBe(0);
      const asked = `redis-cli [${password}] -h ${ADDRESS} -p ${PORT}`;
      expect(host.takeLog().slice(1)).toEqual([
        `${asked} PING`,
        `${asked} CONFIG GET *`,
        `${asked} INFO server`,
        `${asked} CLUSTER MYID`,
      ]);
      // A changed password is staged: the server has the old one until converge sets the new one.
      runNode(host, "create", { password: "other" });
      expect(host.takeLog()).toEqual([
        `${asked} PING`,
        "redis-server tests a conf",
        "redis-cli [other] tests PING",
        "redis-cli [other] tests PING",
        "redis-cli [other] tests CONFIG GET *",
        "redis-cli [other] tests INFO server",
        "redis-cli [other] tests CLUSTER MYID",
        `${asked} INFO server`,
        `${asked} CLUSTER MYID`,
      ]);
    },
  );
});
