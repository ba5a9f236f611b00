import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { DIRECTIVES_MARK } from "../../components/host/redisConf";
import { askNode } from "../support/askNode";
import { at } from "../support/example";
import { EXAMPLE_PRINTS } from "../support/examplePrints";
import { FOUR_SHARDS } from "../support/grownCluster";
import { History } from "../support/history/history";
import { expectLinearizable } from "../support/history/judge";
import { type Example, runExample } from "../support/runExample";
import { chosenServers } from "../support/servers/chosenServers";
import { serverLayer } from "../support/servers/serverLayer";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
/** What CONFIG GET does not know though the conf says it. */
const UNSAID: Readonly<Record<string, readonly string[]>> = {
  "redis-5.0.6": ["cluster-enabled yes", "cluster-config-file 7000_node.conf"],
  "redis-6.2": ["cluster-config-file 7000_node.conf"],
};

describe.each(chosenServers())("the example on $name", (server) => {
  const { name, kind, release, command, source } = server;
  let cluster: TestCluster;
  /** Those of the tests before the first history, and those of histories. */
  let keys = 501;

  beforeAll(async () => {
    cluster = await TestCluster.open({
      name,
      config: { serverCommand: command },
      layers: source === undefined ? [] : [serverLayer(name)],
    });
  });

  afterAll(() => cluster?.end());

  test("up makes exactly the example's cluster on that server", async () => {
    const { code, output } = await cluster.up();
    expect(output).toContain("18 created");
    expect(code, output).toBe(0);
    const nodes = await cluster.nodes();
    expect(nodes.map(({ port, role, primary, slots }) => [port, role, primary ?? slots])).toEqual([
      [7000, "primary", "0-5460"],
      [7004, "replica", "192.168.56.65:7000"],
      [7003, "primary", "5461-10922"],
      [7002, "replica", "192.168.56.66:7003"],
      [7001, "primary", "10923-16383"],
      [7005, "replica", "192.168.56.65:7001"],
    ]);
  });

  test("it is that server, and the outputs say so", async () => {
    const version = await cluster.on(HOST_A, `${command} --version | sed 's/.* v=//; s/ .*//'`);
    expect(version.trimEnd()).toMatch(release);
    expect(await cluster.output("version")).toBe(version.trimEnd());
    expect(await cluster.output("server")).toBe(kind);
    expect(await cluster.ask("192.168.56.65:7000", "INFO", "server")).toContain(
      `\r\n${kind}_version:${version.trimEnd()}\r\n`,
    );
  });

  test("the verification was redirected and left no key", async () => {
    const verification = JSON.stringify(await cluster.output("verification"));
    expect(JSON.parse(verification.replaceAll(/:[0-9a-f]{16}\b/g, ":RANDOM"))).toEqual([
      "192.168.56.65:7002> SET {name}:verify:RANDOM tom EX 60 -> MOVED 5798 192.168.56.66:7003",
      "192.168.56.66:7003> SET {name}:verify:RANDOM tom EX 60 -> OK",
      "192.168.56.66:7003> GET {name}:verify:RANDOM -> tom",
      "192.168.56.65:7000> GET {name}:verify:RANDOM -> MOVED 5798 192.168.56.66:7003",
    ]);
    for (const primary of ["192.168.56.65:7000", "192.168.56.66:7003", "192.168.56.65:7001"]) {
      expect(await cluster.ask(primary, "DBSIZE")).toBe("0");
    }
  });

  test("it takes every line of the conf", async () => {
    expect(await linesNotActive(cluster)).toEqual(UNSAID[name] ?? []);
    expect(await cluster.ask("192.168.56.65:7000", "INFO", "cluster")).toContain(
      "cluster_enabled:1",
    );
    expect(await cluster.on(HOST_A, "ls /root/conf/7000/*_node.conf")).toBe(
      "/root/conf/7000/7000_node.conf\n",
    );
  });

  test.each<Example>(["typescript", "python", "tutorial"])(
    "the client of examples/%s works",
    async (example) => {
      const result = await runExample(example, []);
      expect(result).toEqual({ exitCode: 0, stdout: EXAMPLE_PRINTS[example], stderr: "" });
    },
  );

  test("a client is redirected as in the example", async () => {
    expect(await cluster.ask("192.168.56.65:7002", "SET", "name", "tom")).toBe(
      "MOVED 5798 192.168.56.66:7003",
    );
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe("tom");
    expect(await cluster.ask("192.168.56.65:7000", "GET", "name")).toBe(
      "MOVED 5798 192.168.56.66:7003",
    );
  });

  test("up again changes nothing and restarts nothing", async () => {
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    expect(before.map((pids) => Object.keys(pids))).toEqual([
      ["7000", "7001", "7002"],
      ["7003", "7004", "7005"],
    ]);
    const { code, output } = await cluster.up();
    expect(output).toContain("18 unchanged");
    expect(code, output).toBe(0);
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
  });

  test("a changed directive is set live, and a value that it refuses changes nothing", async () => {
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    await cluster.configure({ directives: { maxmemory: "100mb" } });
    await succeed(cluster.up());
    expect(await everywhere(cluster, "maxmemory")).toEqual(["maxmemory,104857600"]);

    await cluster.configure({ directives: { maxmemory: "12xx" } });
    const refused = await cluster.up();
    expect(refused.output).toMatch(/rejects .*maxmemory.*12xx/);
    expect(refused.code).not.toBe(0);
    expect(await everywhere(cluster, "maxmemory")).toEqual(["maxmemory,104857600"]);

    await cluster.configure({});
    await succeed(cluster.up());
    expect(await everywhere(cluster, "maxmemory")).toEqual(["maxmemory,0"]);
    const preview = await cluster.pulumi("preview", "--expect-no-changes");
    expect(preview.output).toContain(
      "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.",
    );
    expect(preview.code, preview.output).toBe(0);
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
  });

  test("destroy stops every server and keeps the data, up finds it again", async () => {
    const before = await cluster.nodes();
    const destroyed = await cluster.destroy();
    expect(destroyed.output).toContain("18 deleted");
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(await servers(cluster, HOST_A)).toBe("0\n");
    expect(await servers(cluster, HOST_B)).toBe("0\n");

    await succeed(cluster.up());
    expect(ids(await cluster.nodes())).toEqual(ids(before));
    expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe("tom");
  });

  test("a reset replica, a lost one and a primary without its directory come back by one up each", async () => {
    const keys = async () => cluster.ask(at(7003), "GET", "name");
    expect(await cluster.ask(at(7005), "CLUSTER", "RESET", "HARD")).toBe("OK");
    await succeed(cluster.up());
    await cluster.on(HOST_B, "kill -9 $(cat /root/conf/7004/7004.pid) && rm -r /root/conf/7004");
    await succeed(cluster.up());
    expect(await keys()).toBe("tom");
    await cluster.on(HOST_B, "rm -r /root/conf/7003");
    await succeed(cluster.up());
    expect(await cluster.ask(at(7002), "GET", "name")).toBe("tom");
    expect(await cluster.ask(at(7003), "DBSIZE")).toBe("1");
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    expect(await cluster.ask(at(7003), "CLUSTER", "FAILOVER")).toBe("OK");
    await until("7003 to be a primary again", async () =>
      (await cluster.ask(at(7003), "ROLE")).startsWith("master") ? true : undefined,
    );
  });

  test("a password takes effect on the running servers, and replication goes on", async () => {
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    const password = "s3cret";
    await cluster.configure({ password });
    await succeed(cluster.up());
    const ask = (port: number, ...command: [string, ...string[]]) =>
      askNode(at(port), command, password);
    expect(await askNode(at(7003), ["GET", "name"])).toBe("NOAUTH Authentication required.");
    expect(await ask(7003, "SET", "name", "tom")).toBe("OK");
    for (const [primary, replica] of [
      [7000, 7004],
      [7003, 7002],
      [7001, 7005],
    ] as const) {
      const offset = async (port: number) =>
        Number(/\bmaster_repl_offset:(\d+)/.exec(await ask(port, "INFO", "replication"))?.[1]);
      await until(`${replica} to have what ${primary} has`, async () => {
        const had = await offset(replica);
        const has = await offset(primary);
        // Otherwise the replica took something else for replicated data.
        expect(had).toBeLessThanOrEqual(has);
        return had === has ? true : undefined;
      });
    }
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
  });

  test("a fourth shard gets its slots with their keys while clients read and write", async () => {
    const password = "s3cret";
    const client = join(dirname(command), command.replace(/.*\//, "").replace("-server", "-cli"));
    const replies = await cluster.on(
      HOST_A,
      `seq 500 | sed 's/.*/set key& &/' | ${client} -c -h ${HOST_A} -p 7000 -a ${password} | grep -c OK`,
    );
    expect(replies).toBe("500\n");
    const hosts = FOUR_SHARDS.hosts.map(({ address, ports }) => ({ address, ports }));
    await cluster.configure({ password, hosts });
    const preview = await succeed(cluster.preview());
    const how = kind === "valkey" && /9/.test(release.source) ? "all at once" : "key by key";
    expect(preview).toContain(`move 4,096 slots to 192.168.56.66:7007, ${how}: about `);
    const history = History.start(NODES, { password });
    onTestFinished(() => history.stop());
    await succeed(cluster.up());
    await expectLinearizable(history);
    keys += history.keys.length;
    expect(await countKeys(FOUR_SHARDS.hosts, password)).toBe(keys);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("it is drained again and its nodes leave, and a primary moves to another port", async () => {
    const password = "s3cret";
    const hosts = [
      { address: HOST_A, ports: [7000, 7001, 7002] },
      { address: HOST_B, ports: [7103, 7004, 7005] },
    ];
    await cluster.configure({ password, hosts });
    const preview = await succeed(cluster.preview());
    expect(preview).toContain("Plan: 8 nodes -> 6 nodes, 4 shards -> 3\n");
    const history = History.start(NODES, { password });
    onTestFinished(() => history.stop());
    await succeed(cluster.up());
    await expectLinearizable(history);
    keys += history.keys.length;
    expect(await countKeys(hosts, password)).toBe(keys);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    for (const host of [HOST_A, HOST_B]) expect(await servers(cluster, host)).toBe("3\n");
    await cluster.on(HOST_B, "rm -r /root/conf/*.removed-*");
    await cluster.on(HOST_A, "rm -r /root/conf/*.removed-*");
  });

  test("destroy with onDestroy delete leaves no file", async () => {
    await cluster.configure({
      onDestroy: "delete",
      password: "s3cret",
      hosts: [
        { address: HOST_A, ports: [7000, 7001, 7002] },
        { address: HOST_B, ports: [7103, 7004, 7005] },
      ],
    });
    await succeed(cluster.up());
    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_A, "ls -A /root")).toBe(".ssh\n");
    expect(await cluster.on(HOST_B, "ls -A /root")).toBe(".ssh\n");
    expect(await servers(cluster, HOST_A)).toBe("0\n");
  });
});

/** The keys of all primaries. */
async function countKeys(
  hosts: readonly { readonly address: string; readonly ports: readonly number[] }[],
  password: string,
): Promise<number> {
  const keys = await Promise.all(
    hosts.flatMap(({ address, ports }) =>
      ports.map(async (port) => {
        const ask = (...words: [string, ...string[]]) =>
          askNode(`${address}:${port}`, words, password);
        return (await ask("ROLE")).startsWith("master") ? Number(await ask("DBSIZE")) : 0;
      }),
    ),
  );
  return keys.reduce((sum, count) => sum + count, 0);
}

/** The lines of 7000.conf that CONFIG GET does not repeat. */
async function linesNotActive(cluster: TestCluster): Promise<string[]> {
  const conf = await cluster.on(HOST_A, "cat /root/conf/7000.conf");
  const lines = conf
    .trimEnd()
    .split("\n")
    .filter((line) => line !== DIRECTIVES_MARK);
  expect(lines.length).toBeGreaterThan(8);
  const active = await Promise.all(
    lines.map(async (line) => {
      const [name = ""] = line.split(" ");
      const reply = await cluster.ask("192.168.56.65:7000", "CONFIG", "GET", name);
      return reply.replace(",", " ") === line;
    }),
  );
  return lines.filter((_, index) => active[index] !== true);
}

/** What the nodes say of a directive, without repetition. */
async function everywhere(cluster: TestCluster, directive: string): Promise<string[]> {
  const nodes = (await cluster.nodes()).map(({ address, port }) => `${address}:${port}`);
  const replies = nodes.map((node) => cluster.ask(node, "CONFIG", "GET", directive));
  return [...new Set(await Promise.all(replies))];
}

/** How many processes of a host work in a node's folder, whatever their name is. */
function servers(cluster: TestCluster, address: string): Promise<string> {
  return cluster.on(address, "readlink /proc/[0-9]*/cwd | grep -c '^/root/conf/' || :");
}

function ids(nodes: readonly { id: string }[]): string[] {
  return nodes.map(({ id }) => id).sort();
}
