import { afterEach, describe, expect, test } from "vitest";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

const ID = "a".repeat(40);
const NODES = `${ID} 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-5460\n`;

const ANSWERS: Readonly<Record<string, Reply>> = {
  "cluster myid": ID,
  "cluster nodes": NODES,
  "cluster info": "cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16380\r\n",
  info: "# Server\r\nredis_version:7.0.15\r\nrun_id:cafe\r\nconfig_file:/root/conf/7000.conf\r\nrole:master\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n",
  ping: "PONG",
  "config get cluster-node-timeout": ["cluster-node-timeout", "15000"],
  "config get repl-diskless-sync-delay": ["repl-diskless-sync-delay", "5"],
  "config get cluster-replica-no-failover": ["cluster-replica-no-failover", "no"],
};

let servers: FakeRedis[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.end()));
  servers = [];
});

/** What a node that answers like this is observed as. */
async function observed(
  changes: Readonly<Record<string, Reply>>,
  password?: string,
): Promise<ObservedNode | undefined> {
  const answers = { ...ANSWERS, ...changes };
  const server = await FakeRedis.start((command) => answers[command] ?? answers["*"]);
  servers.push(server);
  const nodes = [{ address: "127.0.0.1", port: server.port, domain: "a" }];
  const connections = new NodeConnections(nodes, password);
  try {
    return (await connections.observe()).get(`127.0.0.1:${server.port}`);
  } finally {
    connections.close();
  }
}

describe("observing a node", () => {
  test("reads all that a plan needs", async () => {
    expect(await observed({})).toEqual({
      answers: true,
      id: ID,
      runId: "cafe",
      confFile: "/root/conf/7000.conf",
      server: "redis",
      version: "7.0.15",
      clusterState: "ok",
      slotsOk: 16380,
      keys: 3,
      linkUp: true,
      settings: {
        "cluster-node-timeout": "15000",
        "repl-diskless-sync-delay": "5",
        "cluster-replica-no-failover": "no",
      },
      views: [
        {
          id: ID,
          name: "127.0.0.1:7000",
          flags: ["myself", "master"],
          role: "primary",
          primaryId: undefined,
          configEpoch: 1,
          connected: true,
          slots: [{ start: 0, end: 5460 }],
          openSlots: [],
        },
      ],
    });
  });

  test("keeps the server's words if it refuses all writes, and reads the rest", async () => {
    const words = "MISCONF Redis is configured to save RDB snapshots, but cannot persist on disk.";
    expect(await observed({ ping: new Error(words) })).toEqual({
      ...(await observed({})),
      refusesWrites: words,
    });
  });

  test("reads all directives when it observes closely", async () => {
    const answers = { ...ANSWERS, "CONFIG GET *": ["maxmemory", "0", "aclfile", ""] };
    const server = await FakeRedis.start((command) => Reflect.get(answers, command));
    servers.push(server);
    const nodes = [{ address: "127.0.0.1", port: server.port, domain: "a" }];
    const connections = new NodeConnections(nodes, undefined);
    try {
      const node = (await connections.observeClosely()).get(`127.0.0.1:${server.port}`);
      expect(node).toMatchObject({
        id: ID,
        directives: new Map([
          ["maxmemory", "0"],
          ["aclfile", ""],
        ]),
      });
    } finally {
      connections.close();
    }
  });

  test.each<[string, Record<string, Reply>, object]>([
    [
      "a Valkey",
      { info: "redis_version:7.2.4\r\nvalkey_version:9.1.2\r\n" },
      { server: "valkey", version: "9.1.2" },
    ],
    ["a replica in sync", { info: "role:slave\r\nmaster_link_status:up\r\n" }, { linkUp: true }],
    [
      "a replica out of sync",
      { info: "role:slave\r\nmaster_link_status:down\r\n" },
      { linkUp: false },
    ],
    [
      "a failed state",
      { "cluster info": "cluster_state:fail\r\n" },
      { clusterState: "fail", slotsOk: 0 },
    ],
    [
      "a setting that the server lacks",
      { "config get repl-diskless-sync-delay": [] },
      { settings: { "repl-diskless-sync-delay": "undefined" } },
    ],
  ])("sees %s", async (_, changes, expected) => {
    expect(await observed(changes)).toMatchObject(expected);
  });

  test.each<[string, string]>([
    [
      "DENIED Redis is running in protected mode because protected mode is enabled",
      "its protected mode refuses remote clients",
    ],
    ["ERR This instance has cluster support disabled", "it does not run in cluster mode"],
  ])("explains %s", async (error, reason) => {
    expect(await observed({ "cluster myid": new Error(error) })).toEqual({
      answers: false,
      reason,
      refused: true,
    });
  });

  test("does not count a server that loads its data as refusing", async () => {
    const loading = "LOADING Redis is loading the dataset in memory";
    expect(await observed({ "cluster nodes": new Error(loading) })).toEqual({
      answers: false,
      reason: "it is loading its data",
      transfer: { kind: "loading" },
    });
  });

  test("reads how far a server is that loads its data, also one that answers CLUSTER meanwhile", async () => {
    const loading = "LOADING Valkey is loading the dataset in memory";
    const info = "loading:1\r\nloading_total_bytes:366875\r\nloading_loaded_bytes:131005\r\n";
    expect(await observed({ ping: new Error(loading), info })).toEqual({
      answers: false,
      reason: "it is loading its data",
      transfer: { kind: "loading", bytes: 131_005, totalBytes: 366_875 },
    });
  });

  test("reads how far a replica is that copies, also if it serves no stale data", async () => {
    const info =
      "role:slave\r\nmaster_link_status:down\r\nmaster_sync_in_progress:1\r\n" +
      "master_sync_total_bytes:0\r\nmaster_sync_read_bytes:98364\r\n";
    const transfer = { kind: "copying", bytes: 98_364 };
    expect(await observed({ info })).toMatchObject({ answers: true, linkUp: false, transfer });
    const stale = new Error(
      "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    );
    expect(await observed({ info, ping: stale })).toMatchObject({ answers: true, transfer });
    // Redis 5 rejects CLUSTER with it.
    expect(await observed({ info, "cluster myid": stale })).toEqual({
      answers: false,
      reason: "it has no data of its primary yet",
      transfer,
    });
    expect(await observed({ "cluster myid": stale })).toMatchObject({
      transfer: { kind: "copying" },
    });
  });

  test("reports a password that it requires and that is not declared", async () => {
    const error = new Error("NOAUTH Authentication required.");
    expect(await observed({ "cluster myid": error })).toEqual({
      answers: false,
      reason: "it requires a password",
      refused: true,
      requires: "a password",
    });
  });

  test.each([
    "WRONGPASS invalid username-password pair or user is disabled.",
    "ERR invalid password",
  ])("reports a wrong password without printing it: %s", async (text) => {
    expect(await observed({ "auth pa$$w0rd": new Error(text) }, "pa$$w0rd")).toEqual({
      answers: false,
      reason: "it requires another password",
      refused: true,
      requires: "another password",
    });
  });

  const OPEN = new Error("ERR Client sent AUTH, but no password is set");

  test.each<[string, Record<string, Reply>, object]>([
    [
      "on clients and replication",
      { "auth p": "OK", "config get masterauth": ["masterauth", "p"] },
      { requirepass: true, masterauth: true },
    ],
    [
      "on clients, with another one for replication",
      { "auth p": "OK", "config get masterauth": ["masterauth", "other"] },
      { requirepass: true, masterauth: false },
    ],
    [
      "on replication alone",
      { "auth p": OPEN, "config get masterauth": ["masterauth", "p"] },
      { requirepass: false, masterauth: true },
    ],
    [
      "nowhere",
      { "auth p": OPEN, "config get masterauth": ["masterauth", ""] },
      { requirepass: false, masterauth: false },
    ],
  ])("sees the declared password %s", async (_, changes, login) => {
    expect(await observed(changes, "p")).toMatchObject({ answers: true, login });
  });

  test("reports a server that no longer accepts the password of an open connection", async () => {
    const answers: Record<string, Reply> = {
      ...ANSWERS,
      "auth p": "OK",
      "config get masterauth": ["masterauth", "p"],
    };
    const server = await FakeRedis.start((command) => answers[command]);
    servers.push(server);
    const nodes = [{ address: "127.0.0.1", port: server.port, domain: "a" }];
    const connections = new NodeConnections(nodes, "p");
    try {
      const [before] = (await connections.observe()).values();
      expect(before?.answers).toBe(true);
      answers["auth p"] = new Error("WRONGPASS invalid username-password pair");
      const [after] = (await connections.observe()).values();
      expect(after).toMatchObject({ answers: false, requires: "another password" });
    } finally {
      connections.close();
    }
  });

  test("returns the socket's error where nobody listens", async () => {
    const connections = new NodeConnections(
      [{ address: "127.0.0.1", port: 3, domain: "a" }],
      undefined,
    );
    try {
      expect((await connections.observe()).get("127.0.0.1:3")).toEqual({
        answers: false,
        reason: "connect ECONNREFUSED 127.0.0.1:3",
      });
      await expect(connections.to("10.9.9.9:1")).rejects.toThrow(
        new Error("Cannot connect to 10.9.9.9:1: it is not a declared node"),
      );
    } finally {
      connections.close();
    }
  });
});
