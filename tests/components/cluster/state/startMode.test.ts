import { describe, expect, test } from "vitest";
import type { OnDisk, UnreachableNode } from "../../../../components/cluster/state/observed";
import { startMode } from "../../../../components/cluster/state/startMode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";
import { load } from "../../../support/simulatedCluster";

const PRIMARY = at(7003);
const REPLICA = at(7002);

function stopped(disk: Partial<OnDisk> = {}, more: Partial<UnreachableNode> = {}): UnreachableNode {
  const found = { identity: true, data: false, peers: [], ...disk };
  return { answers: false, reason: "connect ECONNREFUSED", disk: found, ...more };
}

/** The mode of a node, when these nodes of the example have stopped. */
function modeOf(name: string, node: UnreachableNode, others: readonly string[] = []): unknown {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const one of [name, ...others]) cluster.node(one).runs = false;
  const observed = new Map([...cluster.observe(), [name, node] as const]);
  return startMode(name, node, observed);
}

describe("startMode()", () => {
  test("of a node with identity and data is a start on them", () => {
    expect(modeOf(PRIMARY, stopped({ data: true }))).toBe("data");
  });

  test("of a replica without data is empty: its primary has them", () => {
    expect(modeOf(REPLICA, stopped())).toBe("replaced");
    expect(modeOf(REPLICA, stopped({ damaged: true }))).toBe("replaced");
  });

  test("of a primary without data is none while its replica runs, whatever the configuration keeps", () => {
    expect(modeOf(PRIMARY, stopped())).toBeUndefined();
    expect(modeOf(PRIMARY, stopped({ keepsNothing: true }))).toBeUndefined();
  });

  test("of a primary without data, whose replica has stopped too, is empty only if nothing is kept", () => {
    expect(modeOf(PRIMARY, stopped(), [REPLICA])).toBeUndefined();
    expect(modeOf(PRIMARY, stopped({ keepsNothing: true }), [REPLICA])).toBe("unkept");
  });

  test("of a primary that keeps nothing is none while another node loads a copy", () => {
    const node = stopped({ keepsNothing: true });
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    load(cluster.node(REPLICA), 100);
    const observed = new Map([...cluster.observe(), [PRIMARY, node] as const]);
    expect(startMode(PRIMARY, node, observed)).toBeUndefined();
  });

  test("of a former primary whose replica took over is empty", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    const [former, next] = [cluster.node(PRIMARY), cluster.node(REPLICA)];
    Object.assign(next, { primary: undefined, slots: former.slots });
    Object.assign(former, { slots: [], runs: false });
    const node = stopped();
    const observed = new Map([...cluster.observe(), [PRIMARY, node] as const]);
    expect(startMode(PRIMARY, node, observed)).toBe("replaced");
  });

  test.each<[string, UnreachableNode]>([
    ["without identity", stopped({ identity: false, keepsNothing: true })],
    ["that rejects the connection", stopped({ keepsNothing: true }, { refused: true })],
    [
      "that loads its data",
      stopped({ data: true, keepsNothing: true }, { transfer: { kind: "loading" } }),
    ],
    ["on a host that was not inspected", { answers: false, reason: "connect ETIMEDOUT" }],
  ])("of a node %s is none", (_, node) => {
    expect(modeOf(PRIMARY, node, [REPLICA])).toBeUndefined();
  });
});
