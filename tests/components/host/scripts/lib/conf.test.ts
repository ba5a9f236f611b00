import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareConf } from "../../../../../components/host/compareConf";
import type { ConfOnDisk } from "../../../../../components/host/confOnDisk";
import { inspectCommand, parseInspection } from "../../../../../components/host/inspectScript";
import { lockCommand } from "../../../../../components/host/lockScript";
import { DIRECTIVES_MARK, EFFECTIVE_MARK } from "../../../../../components/host/redisConf";
import { LockClient } from "../../../../support/lockClient";
import { ScriptHost, SHELLS } from "../../../../support/scriptHost";
import {
  ADDRESS,
  PORT,
  pidOf,
  runNode,
  stopNode,
  writeStoppedNode,
} from "../../../../support/scriptNode";

describe.each(SHELLS)("conf.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  test("records the conf of a new server with the value of each directive, but no secret", () => {
    runNode(host, "create", { password: "secret" });
    expect(host.read("conf/7000.conf.effective")).toBe(
      `${host.read("conf/7000.conf")}# effective\nmaxmemory 0\naclfile \n`,
    );
    expect(host.modeOf("conf/7000.conf.effective")).toBe("640");
  });

  test("records a changed conf by a test of it, and the old one again when that is declared again", () => {
    runNode(host, "create");
    runNode(host, "update", { maxmemory: "1gb" });
    expect(host.read("conf/7000.conf.effective")).toBe(
      `${host.read("conf/7000.conf.next")}# effective\nmaxmemory 0\naclfile \n`,
    );
    host.write("conf/7000.conf.pending", "maxmemory\n");
    runNode(host, "update");
    expect(host.read("conf/7000.conf.effective")).toBe(
      `${host.read("conf/7000.conf")}# effective\nmaxmemory 0\naclfile \n`,
    );
    expect(host.has("conf/7000.conf.next")).toBe(false);
    expect(host.has("conf/7000.conf.pending")).toBe(false);
  });

  test("tests no conf twice", () => {
    runNode(host, "create");
    runNode(host, "update", { maxmemory: "1gb" });
    host.takeLog();
    runNode(host, "update", { maxmemory: "1gb" });
    expect(host.takeLog().filter((line) => line.includes("tests"))).toEqual([]);
    expect(host.read("conf/7000.conf.next")).toContain("\nmaxmemory 1gb\n");
  });

  test("rejects a value that the server accepts in its conf only, and stages nothing", () => {
    runNode(host, "create");
    const before = host.files();
    host.write("refused", "maxmemory 12xx\n");
    const { code, stderr } = runNode(host, "update", { maxmemory: "12xx" });
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      'Cannot use the configuration of 127.77.0.1:7000: "/bin/redis-server" rejects "maxmemory 12xx". ' +
        "Nothing was changed. It replied: ERR Invalid argument 'maxmemory 12xx'\n",
    );
    expect(host.files()).toEqual(before);
  });

  test("sets many directives at once, and one by one if any is rejected, to name it", () => {
    const directives = {
      "maxmemory-policy": "allkeys-lru",
      maxclients: "200",
      save: ["1 2", "3 4"],
    };
    const sets = [
      "redis-cli [] tests CONFIG SET maxclients 200",
      "redis-cli [] tests CONFIG SET maxmemory-policy allkeys-lru",
    ];
    runNode(host, "create");
    host.takeLog();
    expect(runNode(host, "update", { directives }).code).toBe(0);
    const setIn = (log: string[]) => log.filter((line) => line.includes(" CONFIG SET ")).sort();
    expect(setIn(host.takeLog())).toEqual(sets);

    host.write("refused", "maxclients 0\n");
    const { code, stderr } = runNode(host, "update", {
      directives: { ...directives, maxclients: "0" },
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `rejects "maxclients 0". Nothing was changed. It replied: ERR Invalid`,
    );
  });

  test("accepts a directive that takes effect at a start only", () => {
    runNode(host, "create");
    host.write("refused", "maxmemory 1gb\nmaxmemory its own\n");
    expect(runNode(host, "update", { maxmemory: "1gb" }).code).toBe(0);
    expect(host.read("conf/7000.conf.next")).toContain("\nmaxmemory 1gb\n");
  });

  test("starts no new server on a value that it rejects: it is stopped again", () => {
    host.write("refused", "maxmemory 12xx\n");
    const { code, stderr } = runNode(host, "create", { maxmemory: "12xx" });
    expect(code).toBe(1);
    expect(stderr).toContain('rejects "maxmemory 12xx"');
    expect(host.processes()).toEqual([]);
  });

  test("tests the changed conf of a stopped server before it replaces the old one", () => {
    runNode(host, "create");
    stopNode(host);
    writeStoppedNode(host);
    const conf = host.read("conf/7000.conf");
    host.write("refused", "maxmemory 12xx\n");
    expect(runNode(host, "update", { maxmemory: "12xx" }).code).toBe(1);
    expect(host.read("conf/7000.conf")).toBe(conf);
    expect(host.processes()).toEqual([]);
  });

  test("keeps the record of the staged conf when the server starts on the old one", () => {
    runNode(host, "create");
    runNode(host, "update", { maxmemory: "1gb" });
    const record = host.read("conf/7000.conf.effective");
    stopNode(host);
    host.takeLog();
    writeStoppedNode(host);
    expect(runNode(host, "create", { maxmemory: "1gb" }).code).toBe(0);
    expect(host.read("conf/7000.conf.effective")).toBe(record);
    expect(host.takeLog()).toContain(`redis-cli [] -h ${ADDRESS} -p ${PORT} PING`);
    expect(host.has("conf/7000.conf.next")).toBe(false);
  });

  test("has the marks of redisConf.ts", () => {
    const { stdout } = host.call(
      ["lib/conf.sh"],
      'printf "%s\\n" "$directives_mark" "$effective_mark"',
    );
    expect(stdout).toBe(`${DIRECTIVES_MARK}\n${EFFECTIVE_MARK}\n`);
  });

  const STACK = "port 7000\nappendonly yes\ncluster-replica-no-failover no\n";
  const USER = 'maxmemory 1gb\nsave 900 1\nsave 300 10\ndir "a b"\nport 1\nport 2\n';

  test.each([
    ["with the mark", `${STACK}${DIRECTIVES_MARK}\n${USER}`, "CONFIG SET maxmemory 1gb\n"],
    ["of the version before it", `${STACK}${USER}`, "CONFIG SET maxmemory 1gb\n"],
    ["with the mark and none", `${STACK}${DIRECTIVES_MARK}\n`, "none\n"],
    ["of the version before it and none", STACK, "none\n"],
    [
      "with further lines of the stack before the mark",
      `${STACK}maxclients 10\n${DIRECTIVES_MARK}\n${USER}`,
      "CONFIG SET maxmemory 1gb\n",
    ],
    [
      "with further lines of the stack before the mark and none",
      `${STACK}maxclients 10\n${DIRECTIVES_MARK}\n`,
      "none\n",
    ],
  ])("finds the user's directives of one value in a conf %s", (_, CONF, settings) => {
    const { stdout, stderr } = host.call(
      ["lib/base.sh", "lib/conf.sh"],
      "if has_directives; then plain_settings; else echo none; fi",
      { CONF },
    );
    expect({ stdout, stderr }).toEqual({ stdout: settings, stderr: "" });
  });

  test("gives a running server's conf of the version before the mark its mark without a restart", async () => {
    const run = { password: "secret", maxmemory: "1gb" };
    expect(runNode(host, "create", run).code).toBe(0);
    const declared = host.read("conf/7000.conf");
    for (const file of ["conf/7000.conf", "conf/7000.conf.effective"]) {
      host.write(file, host.read(file).replace(`${DIRECTIVES_MARK}\n`, ""));
    }
    const pid = pidOf(host);
    const running = new Map([
      ["maxmemory", "0"],
      ["aclfile", ""],
    ]);
    const nothing = { changes: [], drift: [], pending: [] };
    expect(compareConf(declared, confOnDisk(), running)).toEqual({
      ...nothing,
      declared: "missing",
    });

    host.takeLog();
    expect(runNode(host, "update", run).code).toBe(0);
    expect(host.takeLog()).toContain("redis-cli [secret] tests CONFIG SET maxmemory 1gb");
    expect(host.read("conf/7000.conf.next")).toBe(declared);
    expect(compareConf(declared, confOnDisk(), running)).toEqual({
      ...nothing,
      declared: "staged",
    });

    const { command, stdin } = lockCommand({
      address: ADDRESS,
      directory: host.directory,
      serverCommand: "redis-server",
      who: "me",
    });
    const lock = new LockClient(host.start(command), stdin);
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask("activate 7000")).toBe("done");
    expect(await lock.end()).toBe(0);
    expect(host.read("conf/7000.conf")).toBe(declared);
    expect(compareConf(declared, confOnDisk(), running)).toEqual({
      ...nothing,
      declared: "active",
    });
    expect(host.processes()).toEqual([pid]);
  });

  function confOnDisk(): ConfOnDisk {
    const { stdout } = host.run(
      inspectCommand({
        address: ADDRESS,
        directory: host.directory,
        serverCommand: "redis-server",
        ports: [PORT],
      }),
    );
    return parseInspection(stdout).nodes.get(PORT)?.conf ?? { pending: [] };
  }
});
