import { statfsSync } from "node:fs";
import { totalmem } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, type ScriptResult, SHELLS } from "../../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT, runNode, writeStoppedNode } from "../../../../support/scriptNode";

const DF = [
  "Filesystem     1024-blocks      Used Available Capacity Mounted on",
  "/dev/sdb1        264212084  15570244      1024      17% /srv",
].join("\n");

describe.each(SHELLS)("preflight.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  /** Calls a function for the node at ADDRESS and PORT. */
  function call(text: string, CONF = ""): ScriptResult {
    const variables = { DIRECTORY: host.directory, ADDRESS, CONF };
    const files = ["lib/base.sh", "lib/instance.sh", "lib/conf.sh", "lib/preflight.sh"];
    return host.call(files, `choose_instance ${PORT}; ${text}`, variables);
  }

  function said(text: string): string {
    const { code, stdout, stderr } = call(text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  function nameIn(nodesConf: string): string {
    return said(`printf '%s\\n' '${nodesConf}' | own_name`);
  }

  test("own_name() reads the address of the node from its nodes.conf", () => {
    const other = `${"b".repeat(40)} 10.0.0.6:7001@17001 master - 0 0 2 connected 0-5460`;
    const own = (name: string) =>
      `${NODE_ID} ${name}@17000,,shard-id=1 myself,slave - 0 0 2 connected`;
    const names = ["10.0.0.5:7000", ":0", ":7000", "fe80::1:7000"];
    for (const name of names) {
      expect(nameIn(`${other}\n${own(name)}\nvars currentEpoch 2`)).toBe(`${name}\n`);
    }
    expect(nameIn("")).toBe("");
  });

  test("rejects the directory of another node, starts nothing and changes nothing", () => {
    writeStoppedNode(host);
    const file = `conf/${PORT}/${PORT}_node.conf`;
    for (const other of ["127.77.0.9:7000", `${ADDRESS}:7009`]) {
      host.write(file, host.read(file).replace(/\S+(?=@17000 myself)/, other));
      const before = host.files();
      for (const action of ["create", "update"] as const) {
        const { code, stderr } = runNode(host, action);
        expect(code).toBe(1);
        expect(stderr.replaceAll(host.folder, "")).toBe(
          `Cannot start ${ADDRESS}:7000: /conf/7000 belongs to the node ${other} (see 7000_node.conf). ` +
            "Its peers expect it there. Restore that address, choose another directory, or move " +
            "/conf/7000 aside if you do not need its data\n",
        );
      }
      expect(host.files().filter((name) => name !== ".lock")).toEqual(
        before.filter((name) => name !== ".lock"),
      );
      expect(host.takeLog()).toEqual([]);
    }
  });

  test("check_owner() accepts an IPv6 address written in several ways", () => {
    host.write(
      `conf/${PORT}/${PORT}_node.conf`,
      `${NODE_ID} fe80::1:7000@17000 myself,master - 0\n`,
    );
    expect(said("ADDRESS=fe80:0::1; check_owner")).toBe("");
  });

  test.each([
    [DF, "1,/srv (/dev/sdb1)", "1 MiB free on /srv (/dev/sdb1)"],
    [
      DF.replace("     1024   ", "1234567890   "),
      "1205632,/srv (/dev/sdb1)",
      "1205632 MiB free on /srv (/dev/sdb1)",
    ],
    [DF.replace("264212084", "0"), ",/srv (/dev/sdb1)", "0 MiB free on /srv (/dev/sdb1)"],
    [DF.replace("264212084", "-"), ",/srv (/dev/sdb1)", "0 MiB free on /srv (/dev/sdb1)"],
    ["", ", ()", "0 MiB free on  ()"],
  ])("read_disk() and free_space() read df: %j", (df, values, text) => {
    const fake = `df() { printf '%s\\n' '${df}'; }`;
    expect(said(`${fake}; read_disk /; echo "$free_mib,$disk"`)).toBe(`${values}\n`);
    expect(said(`${fake}; free_space /`)).toBe(`${text}\n`);
  });

  test.each(["/", "/nowhere", "/nowhere/deep/down"])(
    "read_disk() asks for the nearest parent of %s that exists",
    (path) => {
      expect(said(`df() { echo "$2" >&3; }; read_disk ${path} 3>&1`)).toBe("/\n");
    },
  );

  test("rejects a disk that is nearly full, and says how much is free", () => {
    host.write(`conf/${PORT}/file`, "");
    const { code, stderr } = call(`df() { printf '%s\\n' '${DF}'; }; check_disk`);
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      `Cannot start ${ADDRESS}:7000: the disk of /conf/7000 is nearly full: 1 MiB free on /srv ` +
        "(/dev/sdb1), 64 MiB needed. Free some space, or choose another directory\n",
    );
  });

  test("accepts such a disk for a node that has data", () => {
    writeStoppedNode(host);
    expect(said(`df() { printf '%s\\n' '${DF}'; }; check_disk`)).toBe("");
  });

  test("rejects a directory that is not writable, with the reason", () => {
    // Not even root can write a file below a file.
    host.write(`conf/${PORT}`, "");
    const { code, stderr } = call(`df() { printf '%s\\n' '${DF}'; }; check_disk`);
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      `Cannot start ${ADDRESS}:7000: /conf/7000 is not writable: Not a directory. 1 MiB free on /srv ` +
        "(/dev/sdb1). Free some space, mount it writable, or choose another directory\n",
    );
  });

  test("accepts this machine's disk and leaves no probe", () => {
    const { bavail, bsize } = statfsSync(host.folder);
    expect(bavail * bsize).toBeGreaterThan(64 << 20);
    host.write(`conf/${PORT}/file`, "");
    expect(said("check_disk")).toBe("");
    expect(host.files()).toEqual([`${PORT}/file`]);
  });

  test.each([
    ["", 0],
    ["maxmemory 0\n", 0],
    ["maxmemory 100\nmaxmemory 1b\n", 101],
    ["maxmemory 1k\nmaxmemory 1kb\n", 2024],
    ["maxmemory 2m\nMaxMemory 2MB\n", 4_097_152],
    ['maxmemory "3gb"\n  maxmemory 1g\n', 4_221_225_472],
    ["maxmemory-policy 5gb\n# maxmemory 5gb\n", 0],
  ])("maxmemory_sum() of %j is %i bytes", (confs, bytes) => {
    expect(said(`printf '%s' '${confs}' | { maxmemory_sum; }`)).toBe(`${bytes}\n`);
  });

  /** The least limit by files as the kernel has them, whose paths are below the host's folder. */
  function memoryLimit(files: Record<string, string>): string {
    for (const [path, text] of Object.entries(files)) host.write(path, text);
    return said(`memory_limit ${host.folder}/meminfo ${host.folder}/groups ${host.folder}/sys`);
  }

  const MEMINFO = "MemTotal:       24683656 kB\nMemFree:        1 kB\n";

  test.each(["sys/user.slice/a.scope/memory.max", "sys/user.slice/memory.max", "sys/memory.max"])(
    "memory_limit() reads %s, of the shell's group or one above",
    (file) => {
      const groups = "0::/user.slice/a.scope\n";
      expect(memoryLimit({ meminfo: MEMINFO, groups })).toBe("25276063744\n");
      expect(memoryLimit({ "sys/user.slice/b.scope/memory.max": "1\n" })).toBe("25276063744\n");
      expect(memoryLimit({ [file]: "max\n" })).toBe("25276063744\n");
      expect(memoryLimit({ [file]: "9000\n" })).toBe("9000\n");
    },
  );

  test.each([
    ["4:memory:/x\n", "x/memory.limit_in_bytes"],
    ["3:hugetlb,memory:/\n", "memory.limit_in_bytes"],
  ])("memory_limit() reads those of older kernels: %j", (group, file) => {
    const groups = `5:cpu,cpuacct:/\n${group}1:name=systemd:/x\n`;
    expect(memoryLimit({ meminfo: MEMINFO, groups, "sys/memory.max": "1\n" })).toBe(
      "25276063744\n",
    );
    expect(memoryLimit({ [`sys/memory/${file}`]: "9000\n" })).toBe("9000\n");
  });

  test("memory_limit() compares as numbers", () => {
    const groups = "0::/a/b\n";
    const limits = { "sys/a/b/memory.max": "9223372036854771712\n", "sys/a/memory.max": "9\n" };
    expect(memoryLimit({ meminfo: MEMINFO, groups, ...limits })).toBe("9\n");
    expect(memoryLimit({ "sys/a/memory.max": "25276063743\n" })).toBe("25276063743\n");
  });

  test("memory_limit() is nothing where nothing says it", () => {
    expect(memoryLimit({})).toBe("\n");
  });

  test("memory_limit() of this machine without groups is its memory", () => {
    expect(said("memory_limit /proc/meminfo /dev/null /nowhere")).toBe(`${totalmem()}\n`);
  });

  test("rejects more maxmemory of a running server than the host has, and does not change it", () => {
    runNode(host, "create");
    const conf = host.read("conf/7000.conf");
    const { code, stderr } = runNode(host, "update", { maxmemory: "999999gb" });
    expect(code).toBe(1);
    expect(stderr).toContain(": maxmemory of all servers in ");
    expect(stderr).toContain(` adds up to ${999_999 * 2 ** 10} MiB, and the host has `);
    expect(host.read("conf/7000.conf")).toBe(conf);
    expect(runNode(host, "update").code).toBe(0);
    expect(host.has("conf/7000.conf.next")).toBe(false);
  });

  test("rejects more maxmemory on all ports together than the host has, and starts nothing", () => {
    host.write("conf/7001.conf", "port 7001\nmaxmemory 999999gb\n");
    const { code, stderr } = runNode(host, "create", { maxmemory: "1gb" });
    expect(code).toBe(1);
    const [, asked, has] = / (\d+) MiB, and the host has (\d+) MiB\./.exec(stderr) ?? [];
    expect(Number(asked)).toBe(1_000_000 * 2 ** 10);
    expect(Number(has)).toBeLessThanOrEqual(totalmem() / 2 ** 20);
    expect(stderr.replaceAll(host.folder, "")).toBe(
      `Cannot use the configuration of ${ADDRESS}:7000: maxmemory of all servers in /conf adds up to ` +
        `${asked} MiB, and the host has ${has} MiB. Lower maxmemory, or put fewer nodes on this host\n`,
    );
    expect(host.takeLog()).toEqual([]);
    expect(host.processes()).toEqual([]);
    expect(host.files()).toEqual([".lock", "7001.conf"]);
  });

  test("counts one that is written in capitals, and none if the node declares none", () => {
    host.write("conf/7001.conf", "port 7001\nmaxmemory 999999gb\n");
    const { stderr } = runNode(host, "create", { directives: { MaxMemory: "1gb" } });
    expect(stderr).toContain(": maxmemory of all servers in ");
    expect(runNode(host, "create").code).toBe(0);
  });

  test("accepts what the host has", () => {
    host.write("conf/7001.conf", "port 7001\nmaxmemory 64mb\n");
    expect(runNode(host, "create", { maxmemory: "64mb" }).code).toBe(0);
  });
});
