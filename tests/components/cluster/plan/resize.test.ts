import { describe, expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { assess } from "../../../../components/cluster/plan/assess";
import { describeAssessment } from "../../../../components/cluster/plan/describeAssessment";
import { dueSteps } from "../../../../components/cluster/plan/dueSteps";
import { plan } from "../../../../components/cluster/plan/plan";
import type { ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import type { Observed } from "../../../../components/cluster/state/observed";
import type { Step } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { at, EXAMPLE } from "../../../support/example";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
import { copy, type SimulatedCluster } from "../../../support/simulatedCluster";

const HOST_C = "192.168.56.67";
const NEW = [7006, 7007, 7008].map((port) => `${HOST_C}:${port}`);
/** The example with a replica more for each shard, on a third host. */
const GROWN: ClusterSpec = {
  ...EXAMPLE,
  hosts: [...EXAMPLE.hosts, { address: HOST_C, ports: [7006, 7007, 7008], domain: HOST_C }],
  replicas: 2,
};

function screen(observed: Observed, spec = GROWN): string {
  const { topology, changes } = targetOf(spec, observed);
  return describeAssessment(assess(topology, observed, { ...noHostFacts("/root/conf"), changes }));
}

/** The example with keys, and the new nodes that do not exist yet or run. */
function example({ runs = false } = {}): SimulatedCluster {
  const cluster = grownCluster(EXAMPLE, GROWN, { runs });
  for (const [index, port] of [7000, 7004, 7003, 7002, 7001, 7005].entries()) {
    cluster.node(at(port)).keys = 1000 * (1 + Math.floor(index / 2));
  }
  return cluster;
}

describe("the plan of new replicas", () => {
  test("lists which nodes join which primaries, and what they copy", () => {
    expect(screen(example().observe())).toBe(
      "Plan: 6 nodes -> 9 nodes\n" +
        "  create 192.168.56.67:7006, 7007, 7008\n" +
        "  join 192.168.56.67:7007 as a replica of 192.168.56.65:7000: 1,000 keys to copy\n" +
        "  join 192.168.56.67:7006 as a replica of 192.168.56.66:7003: 2,000 keys to copy\n" +
        "  join 192.168.56.67:7008 as a replica of 192.168.56.65:7001: 3,000 keys to copy\n" +
        "  No slots move. Clients keep reading and writing.",
    );
  });

  test("has more than that only if there is more to do", () => {
    const cluster = example();
    cluster.declared = "2";
    expect(screen(cluster.observe())).toContain(
      "3,000 keys to copy\n  test and stage the new configuration of 6 nodes: a 2, was 1\n",
    );
  });

  test("counts many nodes", () => {
    const hosts = EXAMPLE.hosts.map((host, index) => ({
      ...host,
      ports: ports(7000 + 20 * index, 7),
    }));
    const few = { ...EXAMPLE, hosts };
    const third = { address: HOST_C, ports: ports(7060, 14), domain: HOST_C };
    const many = { ...EXAMPLE, hosts: [...hosts, third], replicas: 3 };
    expect(screen(grownCluster(few, many).observe(), many)).toContain(
      "  join 14 nodes as replicas of 7 nodes: 0 keys to copy\n",
    );
  });

  test("of a node that runs already says what is missing", () => {
    const text = screen(example({ runs: true }).observe());
    expect(text).toContain("Plan: 6 nodes -> 9 nodes\n  join 192.168.56.67:7007 as");
  });

  test("is no plan of growth for a former member, and none where a problem needs a decision", () => {
    const cluster = example({ runs: true });
    for (const name of NEW) cluster.node(name).wasMember = true;
    const again = screen(cluster.observe());
    expect(again).toContain("\nPlan\n");
    expect(again).toContain("make 192.168.56.67:7007 a replica of 192.168.56.65:7000");
    const foreign = example({ runs: true });
    foreign.node(NEW[0] ?? "").keys = 7;
    const blocked = screen(foreign.observe());
    expect(blocked).toContain("`up` will fail");
    expect(blocked).not.toContain("Plan");
  });

  test("of a new shard lists its nodes, and the slots that move to it", () => {
    const cluster = grownCluster(EXAMPLE, FOUR_SHARDS);
    for (const port of [7000, 7001, 7003]) cluster.node(at(port)).keys = 40_000;
    expect(screen(cluster.observe(), FOUR_SHARDS)).toBe(
      "Plan: 6 nodes -> 8 nodes, 3 shards -> 4\n" +
        "  create 192.168.56.65:7006; 192.168.56.66:7007\n" +
        "  join 192.168.56.66:7007 as a primary, 192.168.56.65:7006 as its replica\n" +
        "  move 4,096 slots to 192.168.56.66:7007, key by key: about 30,000 keys, roughly 1 s\n" +
        "    from 192.168.56.65:7000 1,365, 192.168.56.65:7001 1,365, 192.168.56.66:7003 1,366\n" +
        "  No restarts, no failovers. Clients keep reading and writing.",
    );
  });

  test("of many new shards counts their nodes", () => {
    const before = { ...EXAMPLE, hosts: twoHosts(6) };
    const after = { ...EXAMPLE, hosts: twoHosts(40) };
    const text = screen(grownCluster(before, after).observe(), after);
    expect(text).toContain(
      "Plan: 12 nodes -> 80 nodes, 6 shards -> 40\n  create 68 nodes\n" +
        "  join 34 nodes as primaries, and 34 nodes as their replicas\n",
    );
    expect(text).toContain(
      "  move 13,924 slots to 34 nodes: no keys, roughly 3 s\n    from 6 primaries\n",
    );
    expect(text.split("\n").length).toBeLessThan(10);
  });

  test("is no plan of growth once all have joined", () => {
    const cluster = example({ runs: true });
    for (let steps = work(cluster); steps > 0; steps = work(cluster));
    expect(screen(cluster.observe())).toMatch(/^Cluster healthy: 9 of 9 nodes/);
  });
});

describe("the plan of nodes that leave", () => {
  /** The example with other ports for 7000, or for all nodes of its first host. */
  const replaced = (ports: readonly number[]): ClusterSpec => ({
    ...EXAMPLE,
    hosts: EXAMPLE.hosts.map((host, index) => (index === 0 ? { ...host, ports } : host)),
  });

  test("of a shard less says what moves, and where the data of the nodes stay", () => {
    const cluster = grownCluster(FOUR_SHARDS, EXAMPLE);
    for (const node of cluster.nodes.values()) node.keys = 40_960;
    expect(screen(cluster.observe(), EXAMPLE)).toBe(
      "Plan: 8 nodes -> 6 nodes, 4 shards -> 3\n" +
        "  make 192.168.56.66:7004 a replica of 192.168.56.65:7001\n" +
        "  move 1,366 slots to 192.168.56.65:7000, key by key: about 13,660 keys, roughly 1 s\n" +
        "    from 192.168.56.66:7004 1,366\n" +
        "  move 1,365 slots to 192.168.56.66:7003, key by key: about 13,650 keys, roughly 1 s\n" +
        "    from 192.168.56.66:7004 1,365\n" +
        "  move 1,365 slots to 192.168.56.65:7001, key by key: about 13,650 keys, roughly 1 s\n" +
        "    from 192.168.56.66:7004 1,365\n" +
        "  remove 192.168.56.65:7006; 192.168.56.66:7007: stop them, and keep their data in PORT.removed-DATE\n" +
        "  Clients keep reading and writing.",
    );
  });

  test("of another port for a primary says that a replica takes over", () => {
    const spec = replaced([7100, 7001, 7002]);
    const cluster = grownCluster(EXAMPLE, spec);
    cluster.node(at(7000)).keys = 1234;
    expect(screen(cluster.observe(), spec)).toBe(
      "Plan: replace 1 node\n" +
        "  create 192.168.56.65:7100\n" +
        "  join 192.168.56.65:7100 as a replica of 192.168.56.65:7000: 1,234 keys to copy\n" +
        "  fail over 192.168.56.65:7000 -> 192.168.56.66:7004: writes to its slots pause for about 0.1 s\n" +
        "  remove 192.168.56.65:7000: stop it, and keep its data in 7000.removed-DATE\n" +
        "  No slots move. Clients keep reading and writing.",
    );
  });

  test("counts the nodes that are replaced", () => {
    const spec = replaced([7100, 7101, 7102]);
    const text = screen(grownCluster(EXAMPLE, spec).observe(), spec);
    expect(text).toMatch(/^Plan: replace 3 nodes\n/);
    expect(text).toContain(
      "  remove 192.168.56.65:7000, 7001, 7002: stop them, and keep their data in PORT.removed-DATE\n",
    );
  });

  test("has no steps that are part of a removal on lines of their own", () => {
    const text = screen(grownCluster(FOUR_SHARDS, EXAMPLE).observe(), EXAMPLE);
    expect(text).not.toMatch(/forget|rename|^ {2}stop/m);
  });

  test("is no plan of a removal once their servers have stopped and their files are renamed", () => {
    const cluster = grownCluster(FOUR_SHARDS, EXAMPLE);
    const due = (): Step[] => {
      const observed = cluster.observe();
      return dueSteps(targetOf(EXAMPLE, observed).topology, observed);
    };
    let steps = due();
    while (!steps.some(({ kind }) => kind === "remove")) {
      for (const step of steps) cluster.apply(step);
      steps = due();
    }
    expect(screen(cluster.observe(), EXAMPLE)).toMatch(/^Plan: 8 nodes -> 6 nodes\n {2}remove /);
    for (const step of steps) cluster.apply(step);
    expect(screen(cluster.observe(), EXAMPLE)).toMatch(
      /^Plan\n {2}record owner and members on 192\.168\.56\.65, 192\.168\.56\.66$/m,
    );
  });
});

function twoHosts(count: number): ClusterSpec["hosts"] {
  return EXAMPLE.hosts.map((host, index) => ({ ...host, ports: ports(7000 + 100 * index, count) }));
}

function ports(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Does the steps that are due. Returns how many. */
function work(cluster: SimulatedCluster): number {
  const observed = cluster.observe();
  const steps = dueSteps(targetOf(GROWN, observed).topology, observed);
  for (const step of steps) cluster.apply(step);
  return steps.length;
}

test("a new node with an older or another server is rejected, a newer one is not", () => {
  const rejected = (server: "redis" | "valkey", version: string) => {
    const observed = new Map(example().observe());
    const node = { answers: false, reason: "connect ECONNREFUSED" } as const;
    const nextStart = { command: "redis-server", program: { server, version } };
    for (const name of NEW) observed.set(name, { ...node, nextStart });
    const { topology, changes } = targetOf(GROWN, observed);
    const facts = { ...noHostFacts("/root/conf"), changes };
    return describeProblems(assess(topology, observed, facts).rejections);
  };
  expect(rejected("redis", "6.2.14")).toEqual([
    "192.168.56.67:7006, 7007, 7008  its server is Redis 6.2.14, the cluster runs Redis 7.0.15",
    "                                Install Redis 7.0.15 or newer on that host, or set serverCommand to its path.",
  ]);
  expect(rejected("redis", "7.0.9")).toHaveLength(2);
  expect(rejected("valkey", "9.0.1")).toHaveLength(2);
  expect(rejected("redis", "7.0.15")).toEqual([]);
  expect(rejected("redis", "7.2")).toEqual([]);
});

describe("a replica that changes its shard", () => {
  /** The grown example in which one replica of each of two shards follows the other shard's primary. */
  function swapped(): { cluster: SimulatedCluster; due: () => string[]; planned: () => string[] } {
    const cluster = example({ runs: true });
    for (let steps = work(cluster); steps > 0; steps = work(cluster));
    // 7004 leaves the shard of 7000 for that of 7003, which then has one too many.
    cluster.node(at(7004)).primary = at(7003);
    const replicate = (steps: ReturnType<typeof plan>) =>
      steps.flatMap((step) => (step.kind === "replicate" ? step.node : []));
    const topology = () => targetOf(GROWN, cluster.observe()).topology;
    return {
      cluster,
      planned: () => replicate(plan(topology(), cluster.observe())),
      due: () => replicate(dueSteps(topology(), cluster.observe())),
    };
  }

  test("waits until those that stay in the shard it leaves have their data", () => {
    const { cluster, due, planned } = swapped();
    expect(planned()).toHaveLength(1);
    expect(due()).toEqual(planned());
    const stays = [at(7002), NEW[0] ?? ""].filter((name) => !planned().includes(name));
    for (const name of stays) copy(cluster.node(name), 100);
    expect(planned()).toHaveLength(1);
    expect(due()).toEqual([]);
    cluster.move(100);
    expect(due()).toEqual(planned());
  });
});
