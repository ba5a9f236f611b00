import { describe, expect, test } from "vitest";
import {
  planDetaches,
  planFailovers,
  planLeaving,
} from "../../../../components/cluster/plan/planLeaving";
import type { ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import type { Topology } from "../../../../components/cluster/spec/topology";
import { myself, type Observed } from "../../../../components/cluster/state/observed";
import { answering, slotsOf } from "../../../../components/cluster/state/shardState";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { idOf } from "../../../support/answeringNode";
import { at, EXAMPLE } from "../../../support/example";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

const [OLD, NEW] = [at(7000), "192.168.56.65:7100"];
/** The example with another port for 7000, whose replica is 7004. */
const REPLACED: ClusterSpec = {
  ...EXAMPLE,
  hosts: EXAMPLE.hosts.map((host, index) =>
    index === 0 ? { ...host, ports: [7100, 7001, 7002] } : host,
  ),
};
const MEMBERS = [7004, 7003, 7002, 7001, 7005].map(at);

/** What a cluster is to become, by what it is. */
function aim(
  cluster: SimulatedCluster,
  spec = REPLACED,
): { topology: Topology; observed: Observed } {
  const observed = cluster.observe();
  return { topology: targetOf(spec, observed).topology, observed };
}

/** The example in which a new node runs and has joined as a replica of the one that it replaces. */
function joined(): SimulatedCluster {
  const cluster = grownCluster(EXAMPLE, REPLACED, { runs: true });
  const node = cluster.node(NEW);
  node.primary = OLD;
  for (const other of cluster.nodes.values()) {
    if (other === node) continue;
    node.knows.add(other.name);
    other.knows.add(NEW);
  }
  cluster.apply({ kind: "record", node: NEW });
  return cluster;
}

describe("planFailovers()", () => {
  test("lets a member that stays take over, and expects it to own the slots", () => {
    const { topology, observed } = aim(joined());
    const { steps, expected } = planFailovers(topology, observed);
    expect(steps).toEqual([{ kind: "failOver", node: OLD, to: NEW }]);
    expect(slotsOf(expected, NEW)).toEqual([{ start: 0, end: 5460 }]);
    expect(slotsOf(expected, OLD)).toEqual([]);
  });

  test("plans nothing once it has, or if no owner leaves", () => {
    const cluster = joined();
    cluster.failOver(NEW);
    const after = aim(cluster);
    expect(planFailovers(after.topology, after.observed).steps).toEqual([]);
    const before = aim(grownCluster(EXAMPLE, EXAMPLE), EXAMPLE);
    expect(planFailovers(before.topology, before.observed).steps).toEqual([]);
  });

  test("does not fail over to a member that does not answer", () => {
    const { topology, observed } = aim(joined());
    const nodes = new Map(observed).set(NEW, { answers: false, reason: "no reply" });
    expect(planFailovers(topology, nodes).steps).toEqual([]);
  });

  test("does not fail over to a member that owns slots: those of the one that leaves move first", () => {
    const { topology, observed } = aim(joined());
    const shards = topology.shards.map((shard) =>
      shard.leaving === undefined
        ? shard
        : { ...shard, primary: { address: "192.168.56.66", port: 7003, domain: "b" } },
    );
    expect(planFailovers({ shards }, observed).steps).toEqual([]);
  });
});

describe("planDetaches()", () => {
  test("makes replicas that are to lead new shards empty primaries", () => {
    const spec = { ...EXAMPLE, replicas: 0 };
    const cluster = grownCluster(EXAMPLE, spec);
    for (const node of cluster.nodes.values()) node.keys = 7;
    const { topology, observed } = aim(cluster, spec);
    const { steps, expected } = planDetaches(topology, observed);
    expect(steps).toEqual([
      { kind: "detach", node: at(7004), from: OLD },
      { kind: "detach", node: at(7002), from: at(7003) },
      { kind: "detach", node: at(7005), from: at(7001) },
    ]);
    const node = answering(expected, at(7004));
    expect(node?.keys).toBe(0);
    expect(node === undefined ? undefined : myself(node)).toMatchObject({
      role: "primary",
      primaryId: undefined,
    });
    for (const { node: name } of steps) cluster.apply({ kind: "detach", node: name, from: OLD });
    const again = aim(cluster, spec);
    expect(planDetaches(again.topology, again.observed).steps).toEqual([]);
  });

  test("plans nothing where all shards have their primaries", () => {
    const { topology, observed } = aim(joined());
    expect(planDetaches(topology, observed).steps).toEqual([]);
  });
});

describe("planLeaving()", () => {
  function planned(cluster: SimulatedCluster, spec = REPLACED) {
    const { topology, observed } = aim(cluster, spec);
    return planLeaving(topology, observed);
  }

  const forget = (node: string) => ({
    kind: "forgetLeaving",
    node,
    ids: [idOf(OLD)],
    names: [OLD],
  });

  test("plans nothing if all nodes are declared", () => {
    expect(planned(grownCluster(EXAMPLE, EXAMPLE), EXAMPLE)).toEqual([]);
  });

  test("has every member forget the nodes, and only then stops them", () => {
    const steps = planned(joined());
    expect(
      steps
        .slice(0, -1)
        .map(({ node }) => node)
        .sort(),
    ).toEqual([...MEMBERS, NEW].sort());
    for (const step of steps.slice(0, -1)) expect(step).toEqual(forget(step.node));
    expect(steps.at(-1)).toEqual({ kind: "remove", node: OLD });
  });

  test("names all nodes that a member is to forget in one step", () => {
    const cluster = grownCluster(FOUR_SHARDS, EXAMPLE);
    const names = ["192.168.56.66:7007", "192.168.56.65:7006"];
    const steps = planned(cluster, EXAMPLE);
    expect(steps).toHaveLength(6 + 2);
    for (const step of steps.slice(0, 6)) {
      expect(step).toEqual({ kind: "forgetLeaving", node: step.node, ids: names.map(idOf), names });
    }
    expect(steps.slice(6)).toEqual([...names].reverse().map((node) => ({ kind: "remove", node })));
  });

  test("goes on where a run was killed: what is forgotten or stopped is not done again", () => {
    const cluster = joined();
    cluster.failOver(at(7004));
    for (const name of [...MEMBERS, NEW]) cluster.node(name).knows.delete(OLD);
    cluster.node(at(7001)).knows.add(OLD);
    expect(planned(cluster)).toEqual([forget(at(7001)), { kind: "remove", node: OLD }]);
    cluster.apply({ kind: "remove", node: OLD });
    expect(planned(cluster)).toEqual([forget(at(7001))]);
  });

  test("forgets a node that another one has met again by its address, under a former ID", () => {
    const { topology, observed } = aim(joined());
    const nodes = new Map(observed);
    const member = answering(observed, at(7001));
    if (member === undefined) throw new Error("it answers");
    const views = member.views.map((view) =>
      view.name === OLD ? { ...view, id: "f".repeat(40) } : view,
    );
    nodes.set(at(7001), { ...member, views });
    expect(planLeaving(topology, nodes)).toContainEqual({
      kind: "forgetLeaving",
      node: at(7001),
      ids: ["f".repeat(40)],
      names: [OLD],
    });
  });

  test("does not forget what is only a handshake, which ends without that", () => {
    const { topology, observed } = aim(joined());
    const nodes = new Map(
      [...observed].map(([name, node]) => [
        name,
        node.answers
          ? {
              ...node,
              views: node.views.map((view) =>
                view.name === OLD && name !== OLD ? { ...view, flags: ["handshake"] } : view,
              ),
            }
          : node,
      ]),
    );
    expect(planLeaving(topology, nodes)).toEqual([{ kind: "remove", node: OLD }]);
  });

  test("writes the records of all hosts last, and is done then", () => {
    const cluster = joined();
    cluster.failOver(at(7004));
    for (const name of [...MEMBERS, NEW]) cluster.node(name).knows.delete(OLD);
    cluster.apply({ kind: "remove", node: OLD });
    const steps = planned(cluster);
    expect(steps.map(({ kind }) => kind)).toEqual(["record", "record"]);
    expect(steps.map(({ node }) => node.split(":")[0]).sort()).toEqual([
      "192.168.56.65",
      "192.168.56.66",
    ]);
    for (const step of steps) cluster.apply(step);
    expect(planned(cluster)).toEqual([]);
  });

  test("takes a node out of the records whose host does not answer once all have forgotten it", () => {
    const cluster = joined();
    for (const name of [...MEMBERS, NEW]) cluster.node(name).knows.delete(OLD);
    const { topology, observed } = aim(cluster);
    const gone = { answers: false, reason: "connect ETIMEDOUT", wasMember: true } as const;
    const steps = planLeaving(topology, new Map(observed).set(OLD, gone));
    expect(steps.map(({ kind }) => kind)).toEqual(["record", "record"]);
  });
});
