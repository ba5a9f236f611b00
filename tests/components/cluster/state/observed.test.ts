import { expect, test } from "vitest";
import {
  canStart,
  isAlone,
  isClose,
  myself,
  type ObservedNode,
  refusesConnections,
  viewOf,
} from "../../../../components/cluster/state/observed";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";

const own = nodeView("A:1", { flags: ["myself", "slave"] });

test("myself() finds the node's own line among the others", () => {
  expect(myself(answeringNode("A:1", { views: [nodeView("B:1"), own] }))).toEqual(own);
  expect(myself(answeringNode("A:1", { views: [] }))).toBeUndefined();
});

test("isAlone() is true until the node lists another one", () => {
  expect(isAlone(answeringNode("A:1"))).toBe(true);
  expect(isAlone(answeringNode("A:1", { views: [own, nodeView("B:1")] }))).toBe(false);
});

test("isClose() is false while the directives of a node that answers were not read", () => {
  const close = answeringNode("A:1", { directives: new Map([["maxmemory", "0"]]) });
  const silent: ObservedNode = { answers: false, reason: "x" };
  const isCloseWith = (other: ObservedNode) =>
    isClose(
      new Map([
        ["A:1", close],
        ["B:2", other],
      ]),
    );
  expect(isCloseWith(close)).toBe(true);
  expect(isCloseWith(silent)).toBe(true);
  expect(isCloseWith(answeringNode("B:2"))).toBe(false);
});

test("refusesConnections() is true if nothing listens on the port", () => {
  const refused = "connect ECONNREFUSED 10.0.0.1:7000";
  expect(refusesConnections({ answers: false, reason: refused })).toBe(true);
  expect(refusesConnections({ answers: false, reason: "Command timed out" })).toBe(false);
});

test("viewOf() finds the line about a node ID, for each observation anew", () => {
  const [first, second] = [
    nodeView("10.0.0.1:7001"),
    nodeView("10.0.0.1:7001", { connected: false }),
  ];
  const one = answeringNode("10.0.0.1:7000", { views: [nodeView("10.0.0.1:7000"), first] });
  const other = answeringNode("10.0.0.1:7000", { views: [second] });
  expect(viewOf(one, idOf("10.0.0.1:7001"))).toBe(first);
  expect(viewOf(other, idOf("10.0.0.1:7001"))).toBe(second);
  expect(viewOf(one, idOf("10.0.0.1:7002"))).toBeUndefined();
});

test.each([
  [true, { disk: { identity: true, data: true, peers: [] } }],
  [false, { disk: { identity: true, data: false, peers: [] } }],
  [false, { disk: { identity: false, data: true, peers: [] } }],
  [false, { disk: { identity: true, data: true, peers: [] }, refused: true }],
  [false, {}],
])("canStart() is %s for %j", (expected, found) => {
  expect(canStart({ answers: false, reason: "x", ...found })).toBe(expected);
});
