import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { addressOf, portOf } from "../../components/cluster/spec/clusterSpec";
import { handOver } from "../../components/operations/acts/failover";
import type { StepContext } from "../../components/operations/acts/stepContext";
import { MovePace } from "../../components/operations/converge/movePace";
import { NodeConnections } from "../../components/operations/redis/nodeConnections";
import { recordOf } from "../support/actBench";
import { freshNodes, runConverge } from "../support/bareNodes";
import { at } from "../support/example";
import { FakeClock } from "../support/fakeClock";
import { History } from "../support/history/history";
import { HistoryClient } from "../support/history/historyClient";
import { expectLinearizable, judge } from "../support/history/judge";
import type { Operation } from "../support/history/operation";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({ name: "linearizable" });
  await freshNodes(cluster);
  await converge();
});
afterAll(() => cluster?.end());

function context(connections: NodeConnections): StepContext {
  return {
    connections,
    locks: new Map(),
    ids: new Map(),
    confOf: String,
    recordOf,
    progress: { begin: () => {}, moved: () => {} },
    pace: new MovePace({}, new FakeClock()),
    password: undefined,
  };
}

async function converge(): Promise<string> {
  const { exitCode, stderr } = await runConverge(cluster);
  expect(exitCode, stderr).toBe(0);
  return stderr;
}

test("a primary that learns late of its failover accepts no write meanwhile", async () => {
  const history = History.start(NODES, { pace: 5 });
  onTestFinished(() => history.stop());
  const connections = new NodeConnections(
    NODES.map((node) => ({ address: addressOf(node), port: portOf(node), domain: "" })),
    undefined,
  );
  onTestFinished(() => connections.close());
  const pairs = [{ from: at(7003), to: at(7002) }];
  await busFromA("add");
  const failover = handOver(
    { kind: "handOver", node: at(7003), pairs, by: "election" },
    context(connections),
  );
  try {
    await until("7002 to take over", async () =>
      (await roleOf(at(7002))) === "master" ? true : undefined,
    );
    expect(await roleOf(at(7003))).toBe("master");
    // As long as the fault lasts: if writes were let go on, 7003 would accept and lose them.
    await new Promise((resolve) => setTimeout(resolve, 1000));
  } finally {
    await busFromA("del");
    await failover;
  }
  await until("7003 to know of it", async () =>
    (await roleOf(at(7003))) === "slave" ? true : undefined,
  );
  await expectLinearizable(history);
});

/** Lets the nodes of host B hear nothing from those of host A, or hear them again. */
async function busFromA(how: "add" | "del"): Promise<void> {
  const ends = [17000, 17001, 17002].map((port) => `sport ${port}`);
  ends.push(...[17003, 17004, 17005].map((port) => `dport ${port}`));
  const rules = ends.map((end) => `ip rule ${how} from ${HOST_A} ipproto tcp ${end} blackhole`);
  await cluster.on(HOST_A, rules.join(" && "));
}

async function roleOf(node: string): Promise<string> {
  return (await cluster.ask(node, "ROLE")).split(",")[0] ?? "";
}

test("a primary hands over to its replica while clients read and write: every key is linearizable", async () => {
  // 7003 has to be in sync again.
  await converge();
  const history = History.start(NODES);
  onTestFinished(() => history.stop());
  await cluster.on(HOST_A, "rm -r /root/conf/7002");
  expect(await converge()).toContain(`fail over ${at(7002)} -> ${at(7003)}`);
  await expectLinearizable(history);
});

test("an unplanned failover that loses a write is found, with that write", async () => {
  const began = process.hrtime.bigint();
  const now = () => Number(process.hrtime.bigint() - began);
  const [one, other] = [0, 1].map((client) => new HistoryClient({ client, nodes: NODES, now }));
  if (one === undefined || other === undefined) throw new Error("there are two clients");
  onTestFinished(() => one.close());
  onTestFinished(() => other.close());

  const kept = await done(() => one.write("key", "kept"));
  const primary = kept.node;
  const [replica = ""] = await replicasOf(primary);
  const had = await offset(primary, "master_repl_offset");
  await until("the replica to have the first write", async () =>
    (await offset(replica, "slave_repl_offset")) >= had ? true : undefined,
  );
  await signal("STOP", replica);
  // Otherwise its socket would keep the second write for it.
  expect(await cluster.ask(primary, "CLIENT", "KILL", "TYPE", "replica")).toBe("1");
  const lost = await done(() => other.write("key", "lost"));
  await signal("KILL", primary);
  await signal("CONT", replica);
  await until("the replica to take over", async () => {
    await cluster.ask(replica, "CLUSTER", "FAILOVER", "TAKEOVER");
    return (await roleOf(replica)) === "master" ? true : undefined;
  });
  const read = await done(() => one.read("key"));

  expect(read).toMatchObject({ value: "kept", node: replica });
  const { isLinearizable, report } = await judge([kept, lost, read]);
  expect(isLinearizable).toBe(false);
  expect(report.replaceAll(/^ .* s:/gm, "")).toBe(
    [
      "key is not linearizable. Of its 3 operations these contradict each other:",
      " client 0 wrote kept",
      " client 1 wrote lost",
      " client 0 read kept",
      "",
    ].join("\n"),
  );
});

/** Runs a command until it is done: one without a reply on a busy machine says nothing here. */
function done(command: () => Promise<Operation | undefined>): Promise<Operation> {
  return until("a command to be done", async () => {
    const operation = await command();
    return operation?.return === null ? undefined : operation;
  });
}

/** The replicas of a primary that are in sync, by name. */
async function replicasOf(primary: string): Promise<string[]> {
  const info = await cluster.ask(primary, "INFO", "replication");
  return [...info.matchAll(/^slave\d+:ip=([\d.]+),port=(\d+),state=online/gm)].map(
    ([, address, port]) => `${address}:${port}`,
  );
}

/** The replication offset of a node. */
async function offset(node: string, name: string): Promise<number> {
  const info = await cluster.ask(node, "INFO", "replication");
  return Number(new RegExp(`\\b${name}:(\\d+)`).exec(info)?.[1]);
}

async function signal(name: string, node: string): Promise<void> {
  const port = portOf(node);
  await cluster.on(addressOf(node), `kill -${name} "$(cat /root/conf/${port}/${port}.pid)"`);
}
