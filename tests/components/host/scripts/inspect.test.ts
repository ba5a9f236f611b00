import { spawn } from "node:child_process";
import { networkInterfaces, userInfo } from "node:os";
import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { inspectCommand, parseInspection } from "../../../../components/host/inspectScript";
import { installCommand } from "../../../../components/host/installScript";
import { nodeScriptPath } from "../../../../components/host/nodeScript";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";

describe.each(SHELLS)("inspect.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function inspect(...ports: number[]): string {
    const { code, stdout, stderr } = host.run(
      inspectCommand(host.directory, ports, "redis-server"),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  /** The lines without the last one and those on the host's addresses and the script. */
  function inspectFiles(...ports: number[]): string {
    return inspect(...ports)
      .replace(/^addresses .*\nscript .*\nlogin .*\nprogram .*\n/m, "")
      .replace(/end\n$/, "");
  }

  test("prints whether each port has an identity and data", () => {
    host.write("conf/7000/7000_node.conf", "id\n");
    host.write("conf/7000/dump.rdb", "REDIS0009");
    host.write("conf/7001/7001_node.conf", "id\n");
    host.write("conf/7002/appendonlydir/appendonly.aof.1.base.rdb", "REDIS0010");
    expect(inspectFiles(7000, 7001, 7002, 7003)).toBe(
      "node 7000 yes yes -\nnode 7001 yes no -\nnode 7002 no yes -\nnode 7003 no no -\npeers 7000\npeers 7001\nheld\n",
    );
  });

  test.each([
    ["an append-only file of Redis 5 or 6, though empty", "appendonly.aof", "", "yes"],
    ["an append-only file of Redis 7", "appendonlydir/appendonly.aof.1.incr.aof", "x", "yes"],
    ["an empty append-only file of Redis 7", "appendonlydir/appendonly.aof.1.incr.aof", "", "no"],
    ["an empty snapshot", "dump.rdb", "", "no"],
  ])("counts %s as data: %s", (_, file, text, data) => {
    host.write(`conf/7000/${file}`, text);
    expect(inspectFiles(7000)).toBe(`node 7000 no ${data} -\nheld\n`);
  });

  test("names the members, those too that are not declared", () => {
    host.write("conf/6999.hold", "id\n");
    host.write("conf/7000.hold", "id\n");
    expect(inspectFiles(7000)).toBe("node 7000 no no id\nheld 6999 7000\n");
  });

  test("does not count an empty nodes.conf as an identity", () => {
    host.write("conf/7000/7000_node.conf", "");
    expect(inspectFiles(7000)).toBe("node 7000 no no -\nheld\n");
  });

  test("names the peers in each nodes.conf, but none in handshake or without an address", () => {
    const line = (at: string, flags: string) =>
      `${"0".repeat(40)} ${at} ${flags} - 0 1700000000000 1 connected 0-5460\n`;
    host.write(
      "conf/7000/7000_node.conf",
      line("10.0.0.5:7000@17000", "myself,master") +
        line("10.0.0.5:7001@17001,shop-1", "slave") +
        line("10.0.0.6:7000@17000", "master,fail?") +
        line("10.0.0.7:7000@17000", "handshake") +
        line(":0@0", "master,noaddr") +
        "vars currentEpoch 6 lastVoteEpoch 0\n",
    );
    host.write("conf/7001/7001_node.conf", line(":0@0", "myself,master"));
    expect(inspectFiles(7000, 7001)).toContain(
      "peers 7000 10.0.0.5:7001 10.0.0.6:7000\npeers 7001\n",
    );
    const { nodes, unmanagedPeers } = parseInspection(inspect(7001, 7002, 7003));
    expect(unmanagedPeers).toEqual(new Map([[7000, ["10.0.0.5:7001", "10.0.0.6:7000"]]]));
    expect([...nodes.values()].map(({ peers }) => peers)).toEqual([[], [], []]);
    const asked = parseInspection(inspect(7000, 7001, 7002));
    expect(asked.unmanagedPeers).toEqual(new Map());
    expect([...asked.nodes.values()].map(({ peers }) => peers)).toEqual([
      ["10.0.0.5:7001", "10.0.0.6:7000"],
      [],
      [],
    ]);
  });

  test("prints the files of a conf so that they can be parsed", () => {
    host.write("conf/7000.conf", 'port 7000\nrequirepass "a b"\n');
    host.write("conf/7000.conf.next", "port 7000\n\n# without\n");
    host.write("conf/7000.conf.effective", "port 7000\n# effective\nsave 900 1\naclfile \n");
    host.write("conf/7000.conf.pending", "io-threads,databases\n");
    host.write("conf/7001.conf", "port 7001\n");
    expect(parseInspection(inspect(7000, 7001, 7002)).nodes).toEqual(
      new Map([
        [
          7000,
          {
            identity: false,
            data: false,
            peers: [],
            conf: {
              active: 'port 7000\nrequirepass "a b"\n',
              staged: "port 7000\n\n# without\n",
              effective: {
                conf: "port 7000\n",
                values: new Map([
                  ["save", "900 1"],
                  ["aclfile", ""],
                ]),
              },
              pending: ["io-threads", "databases"],
            },
          },
        ],
        [
          7001,
          {
            identity: false,
            data: false,
            peers: [],
            conf: { active: "port 7001\n", pending: [] },
          },
        ],
        [7002, { identity: false, data: false, peers: [], conf: { pending: [] } }],
      ]),
    );
  });

  test("prints whether the node script is installed", () => {
    expect(parseInspection(inspect(7000)).isPrepared).toBe(false);
    expect(
      host.run(installCommand({ address: "127.77.0.1", directory: host.directory, directives: {} }))
        .code,
    ).toBe(0);
    expect(parseInspection(inspect(7000)).isPrepared).toBe(true);
  });

  test("prints whether a missing node script was installed before, or comes with an upgrade", () => {
    const script = `conf/${basename(nodeScriptPath(host.directory))}`;
    host.write("conf/.node-0123456789ab.sh", "an older version");
    expect(parseInspection(inspect(7000)).isPrepared).toBe(true);
    host.run(installCommand({ address: "127.77.0.1", directory: host.directory, directives: {} }));
    host.write(script, "");
    expect(parseInspection(inspect(7000)).isPrepared).toBe(false);
    host.remove(script);
    expect(parseInspection(inspect(7000)).isPrepared).toBe(false);
  });

  test("prints the addresses of the host's interfaces", () => {
    const own = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ family }) => family === "IPv4")
      .map(({ address }) => address);
    expect([...parseInspection(inspect(7000)).addresses].sort()).toEqual(own.sort());
  });

  test("prints what the server command is, unless it is missing or fails", () => {
    const program = () => parseInspection(inspect(7000)).program;
    expect(program()).toEqual({ server: "redis", version: "7.0.15" });
    host.write("version", "Valkey server v=9.1.2 sha=00000000:0\nmore\n");
    expect(program()).toEqual({ server: "valkey", version: "9.1.2" });
    for (const command of ["no-such-server", "false"]) {
      const { stdout } = host.run(inspectCommand(host.directory, [7000], command));
      expect(parseInspection(stdout).program).toBeUndefined();
    }
  });

  test("prints the user of the login, and of each server that listens", async () => {
    const own = await listen(process.getuid?.() ?? 0);
    const other = await listen(4242);
    const { login, nodes } = parseInspection(inspect(own, other, 1));
    expect(login).toBe(userInfo().username);
    expect([...nodes.values()].map(({ user }) => user)).toEqual([login, "4242", undefined]);
  });

  test("changes nothing and creates no directory", () => {
    inspect(7000);
    expect(host.has("conf")).toBe(false);
  });
});

const LISTENER = `const server = require("node:net").createServer().listen(0, "127.0.0.1", () =>
  console.log(server.address().port));`;

/** Returns the port on which a process of that user listens until the test ends. */
async function listen(uid: number): Promise<number> {
  const child = spawn(process.execPath, ["-e", LISTENER], { uid, cwd: "/" });
  onTestFinished(() => void child.kill());
  for await (const text of child.stdout) return Number(text);
  throw new Error("the listener ended");
}
