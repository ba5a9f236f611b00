import { expect, test } from "vitest";
import { reportCluster } from "../../../../components/cluster/plan/clusterReport";
import { idOf } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const LOSSES = [
  {
    kind: "host",
    name: "192.168.56.65",
    reason: "2 of 3 primaries run there",
  },
];

function primary(port: number, slots: string) {
  const address = at(port).slice(0, -5);
  return { address, port, id: idOf(at(port)), role: "primary", slots };
}

function replica(port: number, of: number) {
  return { ...primary(port, ""), role: "replica", primary: at(of) };
}

test("reportCluster() of the example", () => {
  expect(reportCluster(EXAMPLE_TOPOLOGY, formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual({
    nodes: [
      primary(7000, "0-5460"),
      replica(7004, 7000),
      primary(7003, "5461-10922"),
      replica(7002, 7003),
      primary(7001, "10923-16383"),
      replica(7005, 7001),
    ],
    server: "redis",
    pending: {},
    version: "7.0.15",
    singlePointsOfFailure: LOSSES,
  });
});

test("reportCluster() names the current primaries, and every version once", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.failOver(at(7004));
  const observed = new Map(cluster.observe());
  for (const [name, version] of [
    [at(7000), "9.1.2"],
    [at(7005), "8.0.1"],
  ] as const) {
    const node = observed.get(name);
    if (node?.answers) observed.set(name, { ...node, server: "valkey", version });
  }
  const report = reportCluster(EXAMPLE_TOPOLOGY, observed);
  expect(report.nodes.slice(0, 2)).toEqual([replica(7000, 7004), primary(7004, "0-5460")]);
  expect(report.server).toBe("valkey");
  expect(report.version).toBe("7.0.15, 8.0.1, 9.1.2");
});

test("reportCluster() names the nodes where a directive is pending a restart", () => {
  const conf = { declared: "staged", changes: [], drift: [] } as const;
  const pending: Record<string, string[]> = {
    7000: ["io-threads", "databases"],
    7003: ["databases"],
  };
  const observed = new Map(
    [...formedCluster(EXAMPLE_TOPOLOGY).observe()].map(([name, node]) => [
      name,
      node.answers ? { ...node, conf: { ...conf, pending: pending[name.slice(-4)] ?? [] } } : node,
    ]),
  );
  expect(reportCluster(EXAMPLE_TOPOLOGY, observed).pending).toEqual({
    databases: ["192.168.56.65:7000", "192.168.56.66:7003"],
    "io-threads": ["192.168.56.65:7000"],
  });
});

test("reportCluster() names the nodes that do not use what their servers accepted", () => {
  const conf = { declared: "active", changes: [], drift: [], pending: [] } as const;
  const observed = new Map(
    [...formedCluster(EXAMPLE_TOPOLOGY).observe()].map(([name, node]) => [
      name,
      node.answers && name !== at(7000) ? { ...node, conf: { ...conf, ignored: ["a"] } } : node,
    ]),
  );
  expect(reportCluster(EXAMPLE_TOPOLOGY, observed).ignored).toEqual({
    a: [7004, 7003, 7002, 7001, 7005].map(at),
  });
});
