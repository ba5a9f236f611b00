import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { scriptText } from "../../../../components/host/hostCommand";
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
const LEFT_STOPPED =
  '{"running":false,"reason":"its identity or its data is missing, and only the first creation starts ' +
  'an empty server"}\n';

const TRY = "redis-cli [] tests";
const TEST = "redis-server tests a conf";

describe.each(SHELLS)("node.sh update under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  test("restarts no running server and stages the changed conf", () => {
    runNode(host, "create");
    const pid = pidOf(host);
    host.takeLog();
    const { code, stdout } = runNode(host, "update", { maxmemory: "1gb" });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ running: true, pid });
    expect(host.takeLog()).toEqual([
      TEST,
      `${TRY} PING`,
      `${TRY} CONFIG SET maxmemory 1gb`,
      `${TRY} PING`,
      `${TRY} CONFIG GET *`,
      `${TRY} INFO server`,
      `${TRY} CLUSTER MYID`,
      `${ASK} INFO server`,
      `${ASK} CLUSTER MYID`,
    ]);
    expect(host.read("conf/7000.conf")).not.toContain("maxmemory");
    expect(host.read("conf/7000.conf.next")).toContain("\nmaxmemory 1gb\n");
    expect(host.processes()).toEqual([pid]);
  });

  test("rejects a conf that the server rejects, and changes nothing", () => {
    runNode(host, "create");
    const pid = pidOf(host);
    const before = host.files();
    host.write("refusal", "*** FATAL CONFIG FILE ERROR ***\nBad directive\n");
    const { code, stderr } = runNode(host, "update", { maxmemory: "1xx" });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Cannot change the configuration of 127\.77\.0\.1:7000: ".*\/redis-server" rejects it\. Nothing was changed\. It printed: \*\*\* FATAL CONFIG FILE ERROR \*\*\* Bad directive \n$/,
    );
    expect(host.files()).toEqual(before);
    expect(host.processes()).toEqual([pid]);
  });

  test("starts a stopped server on its data, with the new conf", () => {
    writeStoppedNode(host);
    const { code, stdout } = runNode(host, "update", { maxmemory: "1gb" });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      running: true,
      nodeId: NODE_ID,
    });
    expect(host.read("conf/7000.conf")).toContain("\nmaxmemory 1gb\n");
    expect(host.read("conf/7000/appendonly.aof")).toBe("keys");
    expect(isUnlocked(host)).toBe(true);
  });

  test.each(["appendonly.aof", "7000_node.conf"])(
    "leaves a stopped server without %s stopped",
    (file) => {
      writeStoppedNode(host);
      host.remove(`conf/7000/${file}`);
      const { code, stdout } = runNode(host, "update", { maxmemory: "1gb" });
      expect({ code, stdout }).toEqual({ code: 0, stdout: LEFT_STOPPED });
      expect(host.takeLog()).toEqual([]);
      expect(host.read("conf/7000.conf")).toContain("\nmaxmemory 1gb\n");
    },
  );

  test("leaves a node that was never created stopped", () => {
    expect(runNode(host, "update").stdout).toBe(LEFT_STOPPED);
    expect(host.takeLog()).toEqual([]);
  });

  test("writes a conf that only its owner and group may read", () => {
    runNode(host, "create", { password: "secret" });
    runNode(host, "update", { password: "other" });
    expect(host.modeOf("conf/7000.conf")).toBe("640");
    expect(host.modeOf("conf/7000.conf.next")).toBe("640");
  });
});

describe.each(SHELLS)("node.sh under a lock, under %s", (shell) => {
  test("rejects each action and names the holder", async () => {
    const host = new ScriptHost(shell);
    try {
      host.write("conf/.lock", "root@operator, process 4711, since today\n");
      await host.startUntil(
        `flock -x ${host.directory}/.lock sh -c 'echo held; exec sleep 60'`,
        "held",
      );
      for (const action of ["create", "update"] as const) {
        const { code, stderr } = runNode(host, action);
        expect(code).toBe(1);
        expect(stderr.replaceAll(host.folder, "")).toBe(
          `Cannot ${action} 127.77.0.1:7000: another run holds the lock /conf/.lock: ` +
            "root@operator, process 4711, since today. Wait until it has ended, then try again\n",
        );
      }
      expect(host.takeLog()).toEqual([]);
    } finally {
      host.end();
    }
  });
});

test("node.sh rejects an unknown action", () => {
  const host = new ScriptHost("/bin/dash");
  try {
    const command = "env DIRECTORY=/nowhere ADDRESS=a PORT=1 SERVER=s SCRIPT=/s sh -eu -s destroy";
    const { code, stderr } = host.run({
      command,
      stdin: scriptText(
        ["lib/base.sh", "lib/instance.sh", "lib/server.sh", "lib/conf.sh", "node.sh"],
        {},
      ),
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Cannot run the node script: its actions are create and update, not "destroy"\n',
    });
  } finally {
    host.end();
  }
});
