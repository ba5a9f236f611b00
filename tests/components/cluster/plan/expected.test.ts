import { expect, test } from "vitest";
import {
  afterDetach,
  afterForget,
  afterRoleChange,
  afterStartNew,
  afterStop,
} from "../../../../components/cluster/plan/expected";
import { freshNode } from "../../../../components/cluster/state/freshNode";
import type { Observed } from "../../../../components/cluster/state/observed";
import { idOf } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

/** The roles, primaries and slots that a node knows. */
function viewsOf(observed: Observed, name: string): unknown {
  const node = observed.get(name);
  if (!node?.answers) return node;
  return node.views.map(({ id, role, primaryId, slots }) => ({ id, role, primaryId, slots }));
}

test("afterRoleChange() expects what a failover of the simulated cluster does", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const expected = afterRoleChange(cluster.observe(), { from: at(7003), to: at(7002) });
  cluster.failOver(at(7002));
  for (const name of cluster.nodes.keys()) {
    expect(viewsOf(expected, name)).toEqual(viewsOf(cluster.observe(), name));
  }
});

test("afterRoleChange() expects the same of a primary that has stopped", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).runs = false;
  const expected = afterRoleChange(cluster.observe(), { from: at(7003), to: at(7002) });
  cluster.failOver(at(7002));
  expect(viewsOf(expected, at(7000))).toEqual(viewsOf(cluster.observe(), at(7000)));
});

test("afterRoleChange() expects nothing of nodes that are not known", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(afterRoleChange(observed, { from: at(7003), to: "10.0.0.1:1" })).toBe(observed);
  expect(afterRoleChange(observed, { from: "10.0.0.1:1", to: at(7002) })).toBe(observed);
});

test("afterRoleChange() expects a failover to a node that only the primary knows", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  // It has just joined: its own view has no slots of others yet.
  const observed = new Map(cluster.observe());
  const node = observed.get(at(7002));
  if (!node?.answers) throw new Error("it answers");
  const views = node.views.map((view) => ({ ...view, slots: [] }));
  observed.set(at(7002), { ...node, views });
  const expected = afterRoleChange(observed, { from: at(7003), to: at(7002) });
  cluster.failOver(at(7002));
  expect(viewsOf(expected, at(7000))).toEqual(viewsOf(cluster.observe(), at(7000)));
});

test("afterDetach() expects an empty primary, by all views", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const { name } of cluster.nodes.values()) cluster.node(name).keys = 7;
  cluster.node(at(7002)).linkUp = false;
  const expected = afterDetach(cluster.observe(), { node: at(7002) });
  expect(expected.get(at(7002))).toMatchObject({ keys: 0, linkUp: true });
  expect(expected.get(at(7003))).toMatchObject({ keys: 7 });
  cluster.node(at(7002)).primary = undefined;
  for (const name of cluster.nodes.keys()) {
    expect(viewsOf(expected, name)).toEqual(viewsOf(cluster.observe(), name));
  }
});

test("afterForget() takes IDs from the views of running nodes alone", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  const ids = [idOf(at(7002))];
  const expected = afterForget(observed, [
    { kind: "forget", node: at(7000), ids },
    { kind: "forget", node: "10.0.0.1:1", ids },
  ]);
  expect(viewsOf(expected, at(7000))).not.toContainEqual(expect.objectContaining({ id: ids[0] }));
  expect(expected.get(at(7001))).toBe(observed.get(at(7001)));
  expect(expected.size).toBe(6);
});

test("afterStop() and afterStartNew() replace the node", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  const stopped = afterStop(observed, at(7002));
  expect(stopped.get(at(7002))).toEqual({
    answers: false,
    reason: "stopped",
    disk: { identity: false, data: false, peers: [] },
    wasMember: true,
  });
  expect(afterStartNew(stopped, at(7002)).get(at(7002))).toEqual({
    ...freshNode(at(7002)),
    wasMember: true,
  });
});
