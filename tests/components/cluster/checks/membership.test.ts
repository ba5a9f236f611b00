import { describe, expect, test } from "vitest";
import {
  declaredNonMembers,
  undeclaredMembers,
} from "../../../../components/cluster/checks/membership";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { runningPeers } from "../../../../components/cluster/state/peers";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";

const FORMED = formedCluster(EXAMPLE_TOPOLOGY);

describe("undeclaredMembers()", () => {
  test("names a node that members know or that a record names, once", () => {
    const members = new Set([at(7000), "10.9.9.9:1"]);
    const recorded = [at(7001), "10.9.9.9:1", "10.9.9.9:2"];
    const problems = undeclaredMembers(FORMED.observe(), members, recorded);
    expect(problems).toEqual(
      ["10.9.9.9:1", "10.9.9.9:2"].map((node) => ({
        node,
        kind: "member of the cluster, but not declared",
        advice: "Declare it again: removing nodes is not supported yet.",
      })),
    );
  });

  test("is empty if all members are declared", () => {
    const observed = FORMED.observe();
    expect(undeclaredMembers(observed, runningPeers(observed), [at(7000)])).toEqual([]);
  });
});

describe("declaredNonMembers()", () => {
  /** The formed example without 7005, which no member knows. */
  function withoutLast(): ReturnType<typeof formedCluster> {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7005)).knows.clear();
    cluster.node(at(7005)).wasMember = false;
    for (const node of cluster.nodes.values()) node.knows.delete(at(7005));
    return cluster;
  }

  test("names a declared node that a cluster in service does not know", () => {
    const observed = withoutLast().observe();
    expect(declaredNonMembers(observed, runningPeers(observed))).toEqual([
      {
        node: at(7005),
        kind: "declared, but not a member of the running cluster",
        advice: "Remove it from the configuration: adding nodes is not supported yet.",
      },
    ]);
  });

  test("leaves out one that a record names: it lost its identity", () => {
    const cluster = withoutLast();
    cluster.node(at(7005)).wasMember = true;
    const observed = cluster.observe();
    expect(declaredNonMembers(observed, runningPeers(observed))).toEqual([]);
  });

  test.each<[string, () => ReturnType<typeof formedCluster>]>([
    ["a formed cluster", () => formedCluster(EXAMPLE_TOPOLOGY)],
    ["fresh nodes", () => freshCluster(EXAMPLE_TOPOLOGY)],
    [
      "a cluster that is still forming",
      () => {
        const cluster = withoutLast();
        cluster.node(at(7003)).settings = FORMING_SETTINGS;
        return cluster;
      },
    ],
    [
      "a cluster that does not serve all slots",
      () => {
        const cluster = withoutLast();
        cluster.node(at(7000)).slots = [];
        return cluster;
      },
    ],
  ])("is empty for %s", (_, open) => {
    const observed = open().observe();
    expect(declaredNonMembers(observed, runningPeers(observed))).toEqual([]);
  });
});
