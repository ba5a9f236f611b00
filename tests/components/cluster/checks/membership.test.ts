import { describe, expect, test } from "vitest";
import {
  declaredNonMembers,
  undeclaredMembers,
} from "../../../../components/cluster/checks/membership";
import type { Problem } from "../../../../components/cluster/checks/problem";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import type { AnsweringNode, ObservedNode } from "../../../../components/cluster/state/observed";
import { runningPeers } from "../../../../components/cluster/state/peers";
import { answeringNode, nodeView } from "../../../support/answeringNode";
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
        advice:
          "No record of this stack names it, so `up` does not remove it. Declare it, or have every other member forget it: CLUSTER FORGET.",
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

  /** The formed example without 7005, of which this is known. */
  function problemsWith(last: ObservedNode): Problem[] {
    const observed = new Map(withoutLast().observe()).set(at(7005), last);
    return declaredNonMembers(observed);
  }
  const disk = { identity: true, data: true, peers: [at(7000)] };
  const stopped = { answers: false, reason: "connect ECONNREFUSED", disk } as const;

  test.each<[string, ObservedNode]>([
    [
      "that has met others",
      answeringNode(at(7005), { views: [nodeView(at(7005)), nodeView("10.9.9.9:1")] }),
    ],
    ["that is stopped and has met others", stopped],
    ["that rejects the login", { answers: false, reason: "NOAUTH", refused: true }],
    ["that loads data", { ...stopped, transfer: { kind: "loading" } }],
  ])("names a declared node %s, but not those of the cluster", (_, last) => {
    expect(problemsWith(last)).toEqual([
      {
        node: at(7005),
        kind: "declared, but not a member of the running cluster",
        advice: "Remove it from the configuration, or choose another port for it.",
      },
    ]);
  });

  /** The example without 7005 and another node, which have met each other, with changes to both. */
  function islandProblems(changes: Partial<AnsweringNode> = {}): Problem[] {
    const other = "192.168.56.66:7006";
    const [a, b] = [at(7005), other].map((name, index, names) => {
      const peer = names[1 - index] ?? "";
      const views = [nodeView(name, { flags: ["myself", "master"] }), nodeView(peer)];
      return answeringNode(name, { views, ...changes });
    });
    const observed = new Map<string, ObservedNode>(withoutLast().observe());
    if (a !== undefined) observed.set(at(7005), a);
    if (b !== undefined) observed.set(other, b);
    return declaredNonMembers(observed);
  }

  test("lets new nodes join that an interrupted run let meet each other alone", () => {
    expect(islandProblems()).toEqual([]);
  });

  test("names such nodes that this stack did not start, or that have keys", () => {
    expect(islandProblems({ unmanaged: true }).map(({ node }) => node)).toEqual([
      at(7005),
      "192.168.56.66:7006",
    ]);
    expect(islandProblems({ keys: 1 })).toHaveLength(2);
  });

  test.each<[string, ObservedNode]>([
    ["runs alone", answeringNode(at(7005))],
    ["is to be created", { answers: false, reason: "connect ECONNREFUSED" }],
    ["has no identity", { ...stopped, disk: { ...disk, identity: false } }],
    ["is stopped and has met nobody", { ...stopped, disk: { ...disk, peers: [] } }],
  ])("lets a node join that %s", (_, last) => {
    expect(problemsWith(last)).toEqual([]);
  });

  test("leaves out one that a record names: it lost its identity", () => {
    const cluster = withoutLast();
    cluster.node(at(7005)).wasMember = true;
    const observed = cluster.observe();
    expect(declaredNonMembers(observed)).toEqual([]);
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
    expect(declaredNonMembers(observed)).toEqual([]);
  });
});
