import { execFileSync, spawn } from "node:child_process";
import { networkInterfaces, userInfo } from "node:os";
import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { shortAddress } from "../../../../components/config/ipAddress";
import { readOutput } from "../../../../components/host/hostAnswer";
import { inspectCommand, parseInspection } from "../../../../components/host/inspectScript";
import { installCommand } from "../../../../components/host/installScript";
import { nodeScriptPath } from "../../../../components/host/nodeScript";
import { recordOf } from "../../../support/actBench";
import { startListening } from "../../../support/listeningServer";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT, runNode } from "../../../support/scriptNode";

/** Not the one of other files, whose servers listen at the same time. */
const LISTENS = 7930;

describe.each(SHELLS)("inspect.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function inspect(...ports: number[]): string {
    const { code, stdout, stderr } = host.run(
      inspectCommand({
        address: ADDRESS,
        directory: host.directory,
        serverCommand: "redis-server",
        ports,
      }),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { answer, rest } = readOutput(stdout);
    expect(rest).toBe("\n");
    return answer ?? "";
  }

  /** The lines without those on the host's addresses and the script, and without those of each nodes.conf. */
  function inspectFiles(...ports: number[]): string {
    return inspect(...ports).replace(
      /^(addresses|script|view|exposed|login|runs|program)\b.*\n/gm,
      "",
    );
  }

  test("prints whether each port has an identity and data", () => {
    host.write("conf/7000/7000_node.conf", "id\n");
    host.write("conf/7000/dump.rdb", "REDIS0009");
    const own = `${NODE_ID} :0@0 myself,master - 0 0 1 connected`;
    host.write("conf/7001/7001_node.conf", `${own} 0-5460\n`);
    // As a first start that failed leaves it: no other node knows this identity.
    host.write("conf/7004/7004_node.conf", `${own}\nvars currentEpoch 0 lastVoteEpoch 0\n`);
    host.write("conf/7002/appendonlydir/appendonly.aof.1.base.rdb", "REDIS0010");
    expect(inspectFiles(7000, 7001, 7002, 7003, 7004)).toBe(
      "node 7000 yes yes stopped\nnode 7001 yes no stopped\nnode 7002 no yes stopped\n" +
        "node 7003 no no stopped\nnode 7004 no no stopped\npeers 7000\npeers 7001\npeers 7004\nheld\n",
    );
  });

  test.each([
    ["an append-only file of Redis 5 or 6, though empty", "appendonly.aof", "", "yes"],
    ["an append-only file of Redis 7", "appendonlydir/appendonly.aof.1.incr.aof", "x", "yes"],
    ["an empty append-only file of Redis 7", "appendonlydir/appendonly.aof.1.incr.aof", "", "no"],
    ["an empty snapshot", "dump.rdb", "", "no"],
  ])("counts %s as data: %s", (_, file, text, data) => {
    host.write(`conf/7000/${file}`, text);
    expect(inspectFiles(7000)).toBe(`node 7000 no ${data} stopped\nheld\n`);
  });

  test("names the ports of hold files of a former version, declared or not", () => {
    host.write("conf/6999.hold", "id\n");
    host.write("conf/7000.hold", "id\n");
    expect(inspectFiles(7000)).toBe("node 7000 no no stopped\nheld 6999 7000\n");
  });

  test("prints the record so that it can be parsed", () => {
    const record = recordOf(new Map([[`${ADDRESS}:7000`, NODE_ID]]));
    host.write("conf/cluster.json", `${JSON.stringify(record)}\n`);
    expect(inspectFiles()).toBe(`held\nrecord ${JSON.stringify(record)}\n`);
    expect(parseInspection(inspect()).record).toEqual(record);
  });

  test.each([
    ["an empty record", ""],
    ["a record that was cut off", '{"format":1'],
    ["a record of several lines", '{\n"format":1}\n'],
  ])("tells %s apart from none", (_, text) => {
    expect(parseInspection(inspect()).record).toBeUndefined();
    host.write("conf/cluster.json", text);
    expect(parseInspection(inspect()).record).toBe("unreadable");
  });

  test("prints that a server runs, by its PID file", async () => {
    expect(runNode(host, "create").code).toBe(0);
    expect(inspect(PORT)).toContain("node 7000 yes yes running\n");
    await host.endProcesses();
    expect(inspect(PORT)).toMatch(/^node 7000 yes yes stopped$/m);
  });

  test("prints that a server runs without its PID file, or with that of another process", async () => {
    await startListening(host, LISTENS);
    expect(inspectFiles(LISTENS)).toBe("node 7930 no no lost-pidfile\nheld\n");
    host.write("conf/7930/7930.pid", `${process.pid}\n`);
    expect(inspectFiles(LISTENS)).toBe("node 7930 no no lost-pidfile\nheld\n");
  });

  test("prints that a server runs on its bus port alone, and without its PID file", async () => {
    await startListening(host, LISTENS + 10_000, "conf/7930");
    expect(inspectFiles(LISTENS)).toBe("node 7930 no no lost-pidfile\nheld\n");
  });

  test.each(["conf/7930", "conf"])("prints that a server runs without %s", async (removed) => {
    await startListening(host, LISTENS);
    host.remove(removed);
    expect(inspectFiles(LISTENS)).toBe("node 7930 no no lost-directory\nheld\n");
    // Its directory was made again, empty.
    host.write("conf/7930/notes.txt", "");
    expect(inspectFiles(LISTENS)).toBe("node 7930 no no lost-directory\nheld\n");
  });

  test("takes the listener of another directory for no server of the node", async () => {
    await startListening(host, LISTENS, "another");
    expect(inspectFiles(LISTENS)).toBe("node 7930 no no other\nheld\n");
  });

  test("does not count an empty nodes.conf as an identity", () => {
    host.write("conf/7000/7000_node.conf", "");
    expect(inspectFiles(7000)).toBe("node 7000 no no stopped\nheld\n");
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

  test("prints what a stopped node's nodes.conf says of it, and all that the newest one says", () => {
    const line = (id: string, at: string, rest: string) => `${id.repeat(40)} ${at} ${rest}\n`;
    const primary = line("a", "10.0.0.5:7000@17000", "myself,master - 0 0 7 connected 0-99 200");
    const replica = line(
      "b",
      "10.0.0.5:7001@17001,,tls-port=0,shard-id=1",
      `myself,slave ${"a".repeat(40)} 0 0 7 connected`,
    );
    host.write(
      "conf/7000/7000_node.conf",
      `${primary}${line("b", "10.0.0.5:7001@17001", `slave ${"a".repeat(40)} 0 0 7 connected`)}vars currentEpoch 7 lastVoteEpoch 0\n`,
    );
    host.write(
      "conf/7001/7001_node.conf",
      `${line("a", "10.0.0.5:7000@17000", "master - 0 0 1 connected 0-100")}${replica}vars currentEpoch 10 lastVoteEpoch 0\n`,
    );
    host.write("conf/7002/7002_node.conf", "not a line of it\n");
    const { nodes } = parseInspection(inspect(7000, 7001, 7002, 7003));
    const views = [...nodes.values()].map((node) =>
      node.views?.map(({ name, flags, configEpoch }) => [name, flags[0], configEpoch]),
    );
    expect(views).toEqual([
      [["10.0.0.5:7000", "myself", 7]],
      [
        ["10.0.0.5:7001", "myself", 7],
        ["10.0.0.5:7000", "master", 1],
      ],
      undefined,
      undefined,
    ]);
    expect(nodes.get(7000)?.views?.[0]?.slots).toEqual([
      { start: 0, end: 99 },
      { start: 200, end: 200 },
    ]);
  });

  test("names the nodes whose files other users can read", () => {
    for (const port of [7000, 7001, 7002, 7003]) {
      host.write(`conf/${port}/dump.rdb`, "REDIS0009");
      for (const file of [`${port}.conf`, `${port}.log`]) host.write(`conf/${file}`, "");
      host.chmod(`conf/${port}`, 0o700);
      host.chmod(`conf/${port}.conf`, 0o640);
      host.chmod(`conf/${port}.log`, 0o640);
    }
    expect(inspect(7000, 7001, 7002, 7003, 7004)).toContain("\nexposed\n");
    host.chmod("conf/7000", 0o750);
    host.chmod("conf/7001.log", 0o644);
    host.chmod("conf/7002.conf", 0o644);
    const { nodes } = parseInspection(inspect(7000, 7001, 7002, 7003, 7004));
    expect([...nodes].map(([port, { exposed = false }]) => [port, exposed])).toEqual([
      [7000, true],
      [7001, true],
      [7002, true],
      [7003, false],
      [7004, false],
    ]);
  });

  test("prints the files of a conf so that they can be parsed", () => {
    host.write("conf/7000.conf", 'port 7000\nrequirepass "a b"\n');
    host.write("conf/7000.conf.next", "port 7000\n\n# without\n");
    host.write("conf/7000.conf.effective", "port 7000\n# effective\nsave 900 1\naclfile \n");
    host.write("conf/7000.conf.pending", "io-threads,databases\n");
    host.write("conf/7001.conf", "port 7001\n");
    for (const port of [7000, 7001]) host.chmod(`conf/${port}.conf`, 0o640);
    expect(parseInspection(inspect(7000, 7001, 7002)).nodes).toEqual(
      new Map([
        [
          7000,
          {
            identity: false,
            data: false,
            peers: [],
            process: "stopped",
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
            process: "stopped",
            conf: { active: "port 7001\n", pending: [] },
          },
        ],
        [
          7002,
          { identity: false, data: false, peers: [], process: "stopped", conf: { pending: [] } },
        ],
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

  test("prints the addresses of the host's interfaces in their short form, without link-local ones", () => {
    const further = [
      "2001:db8:0:1:0:0:0:5",
      "fd00:0:0:1:0:0:0:a0",
      "fd00:1:0:2:3:4:5:6",
      "fe80::9",
    ];
    const change = (verb: string) => {
      for (const address of further) {
        execFileSync("ip", ["-6", "address", verb, `${address}/128`, "dev", "lo", "nodad"]);
      }
    };
    change("add");
    onTestFinished(() => change("del"));
    const { addresses } = parseInspection(inspect(7000));
    const own = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .map(({ address }) => shortAddress(address))
      .filter((address) => !address.startsWith("fe80"));
    expect([...addresses].sort()).toEqual(own.sort());
    expect(addresses.slice(-4).sort()).toEqual(
      expect.arrayContaining(["2001:db8:0:1::5", "fd00:0:0:1::a0", "fd00:1:0:2:3:4:5:6"]),
    );
  });

  test("prints what the server command is, unless it is missing or fails", () => {
    const program = () => parseInspection(inspect(7000)).program;
    expect(program()).toEqual({ server: "redis", version: "7.0.15" });
    host.write("version", "Valkey server v=9.1.2 sha=00000000:0\nmore\n");
    expect(program()).toEqual({ server: "valkey", version: "9.1.2" });
    for (const command of ["no-such-server", "false"]) {
      const { stdout } = host.run(
        inspectCommand({
          address: ADDRESS,
          directory: host.directory,
          serverCommand: command,
          ports: [7000],
        }),
      );
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

  test("prints nothing of nodes that have left the cluster", () => {
    const aside = "conf/7000.removed-2026-11-26";
    const peer = `${"b".repeat(40)} 127.77.0.2:7001@17001 master - 0 0 2 connected 0-5460`;
    const own = `${NODE_ID} ${ADDRESS}:7000@17000 myself,master - 0 0 1 connected`;
    for (const folder of [aside, "conf/7001"]) {
      const port = folder === aside ? 7000 : 7001;
      host.write(`${folder}/${port}_node.conf`, `${own}\n${peer}\n`);
    }
    host.write(`${aside}/7000.conf`, "port 7000\n");
    host.write(`${aside}/dump.rdb`, "REDIS0009");
    expect(inspectFiles(7000, 7001)).toBe(
      "node 7000 no no stopped\nnode 7001 yes no stopped\npeers 7001 127.77.0.2:7001\nheld\n",
    );
    host.remove("conf/7001");
    expect(inspectFiles(7000)).toBe("node 7000 no no stopped\nheld\n");
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
