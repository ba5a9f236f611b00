import { describe, expect, test } from "vitest";
import { canElect, rescueOf, withoutDirectory } from "../../../../components/cluster/state/rescue";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

function withRemoved(...ports: number[]): SimulatedCluster {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const port of ports)
    Object.assign(cluster.node(at(port)), { directoryRemoved: true, keys: 5 });
  return cluster;
}

function rescue(port: number, cluster: SimulatedCluster): unknown {
  return rescueOf(at(port), EXAMPLE_TOPOLOGY, cluster.observe());
}

const NONE = (port: number) => ({
  kind: "none",
  advice:
    "No replica has all of its data. Change nothing in the cluster: the server ends at the next change. " +
    `Save its keys (REDISCLI_AUTH is the password, if there is one): redis-cli -h ${at(port).split(":")[0]} -p ${port} --rdb ${port}.rdb`,
});

test("withoutDirectory() names running nodes", () => {
  expect(withoutDirectory(withRemoved(7002, 7003).observe())).toEqual([at(7003), at(7002)]);
  expect(withoutDirectory(formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual([]);
});

describe("rescueOf() a primary", () => {
  test("is a failover to its replica", () => {
    expect(rescue(7003, withRemoved(7003))).toEqual({ kind: "handOver", to: at(7002) });
  });

  test.each<[string, (cluster: SimulatedCluster) => void]>([
    ["has stopped", (cluster) => Object.assign(cluster.node(at(7002)), { runs: false })],
    ["is out of sync", (cluster) => Object.assign(cluster.node(at(7002)), { linkUp: false })],
    [
      "has no directory either",
      (cluster) => Object.assign(cluster.node(at(7002)), { directoryRemoved: true }),
    ],
    [
      "reports that it is a primary",
      (cluster) => Object.assign(cluster.node(at(7002)), { primary: undefined }),
    ],
  ])("is none if its replica %s", (_, change) => {
    const cluster = withRemoved(7003);
    change(cluster);
    expect(rescue(7003, cluster)).toEqual(NONE(7003));
  });

  test("is none if other nodes disagree", () => {
    const cluster = withRemoved(7003);
    const observed = new Map(cluster.observe());
    const node = observed.get(at(7000));
    if (!node?.answers) throw new Error("It answers");
    const views = node.views.map((view) => ({ ...view, slots: [] }));
    observed.set(at(7000), { ...node, views });
    expect(rescueOf(at(7003), EXAMPLE_TOPOLOGY, observed)).toEqual(NONE(7003));
  });

  test("needs all nodes where there can be no election", () => {
    const cluster = withRemoved(7003, 7000);
    expect(rescue(7003, cluster)).toEqual({ kind: "handOver", to: at(7002) });
    cluster.node(at(7005)).runs = false;
    expect(rescue(7003, cluster)).toEqual(NONE(7003));
  });

  test("without slots is a stop if it has no keys", () => {
    const cluster = withRemoved(7002);
    Object.assign(cluster.node(at(7002)), { primary: undefined });
    expect(rescue(7002, cluster)).toEqual(NONE(7002));
    cluster.node(at(7002)).keys = 0;
    expect(rescue(7002, cluster)).toEqual({ kind: "stop" });
  });
});

describe("rescueOf() a replica", () => {
  test("is a stop while its primary serves", () => {
    expect(rescue(7002, withRemoved(7002))).toEqual({ kind: "stop" });
  });

  test("waits for the start of its primary, or is none", () => {
    const cluster = withRemoved(7002);
    cluster.node(at(7003)).runs = false;
    expect(rescue(7002, cluster)).toEqual({ kind: "later" });
    cluster.node(at(7003)).disk = { identity: true, data: false, peers: [] };
    expect(rescue(7002, cluster)).toEqual(NONE(7002));
  });
});

test("rescueOf() a node that does not answer is none", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7002)).runs = false;
  expect(rescue(7002, cluster)).toEqual(NONE(7002));
});

test("canElect() counts primaries that survive a vote", () => {
  const elects = (...ports: number[]) => {
    const observed = withRemoved(...ports).observe();
    const node = observed.get(at(7004));
    return node?.answers && canElect(node, observed);
  };
  expect([elects(), elects(7000), elects(7000, 7003), elects(7002, 7005)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});
