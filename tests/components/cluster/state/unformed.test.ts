import { expect, test } from "vitest";
import type {
  AnsweringNode,
  Observed,
  OnDisk,
  UnreachableNode,
} from "../../../../components/cluster/state/observed";
import {
  isUnformed,
  joinedNodes,
  servesNothing,
  unformedServers,
} from "../../../../components/cluster/state/unformed";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const SILENT = { answers: false, reason: "connect ECONNREFUSED" } as const;
const A = nodeView("A:1", { flags: ["myself", "master"], slots: [{ start: 0, end: 16383 }] });

/** Two nodes: A:1 with these changes, and B:2. */
function observed(changes: Partial<AnsweringNode> = {}): Observed {
  return new Map([
    ["A:1", answeringNode("A:1", changes)],
    ["B:2", answeringNode("B:2")],
  ]);
}

test.each<[string, boolean, Observed, readonly string[]]>([
  ["fresh nodes", true, observed(), []],
  ["nodes that have met and have slots", true, observed({ views: [A, nodeView("B:2")] }), []],
  ["nodes of which one serves already", true, observed({ clusterState: "ok" }), []],
  ["a node with a key", false, observed({ keys: 1 }), []],
  ["a recorded member", false, observed(), ["A:1"]],
  ["a peer that is not declared", false, observed({ views: [A, nodeView("C:3")] }), []],
  ["a node that does not answer", false, new Map([...observed(), ["C:3", SILENT]]), []],
])("isUnformed() of %s: %s", (_, unformed, nodes, members) => {
  expect(isUnformed(nodes, members)).toBe(unformed);
});

/** A node that does not answer, with this on its disk, none by default. */
function stopped(disk: Partial<OnDisk> = {}, changes: Partial<UnreachableNode> = {}): Observed {
  const found = { identity: false, data: false, peers: [], ...disk };
  return new Map([["C:3", { ...SILENT, disk: found, ...changes }]]);
}

test.each<[string, readonly string[] | undefined, Observed, readonly string[]]>([
  ["fresh nodes", ["A:1", "B:2"], observed(), []],
  ["a node that did not start", ["A:1", "B:2"], new Map([...observed(), ...stopped()]), []],
  [
    "a node whose port another process has",
    ["A:1", "B:2"],
    new Map([...observed(), ...stopped({ runs: true, portTaken: true }, { refused: true })]),
    [],
  ],
  [
    "a node at whose port another server answers, which has keys",
    ["A:1", "B:2"],
    new Map([...observed(), ["C:3", answeringNode("C:3", { unmanaged: true, keys: 3 })]]),
    [],
  ],
  ["no server at all", [], stopped(), []],
  ["a node whose host was not inspected", undefined, new Map([...observed(), ["C:3", SILENT]]), []],
  ["a frozen server", undefined, new Map([...observed(), ...stopped({ runs: true })]), []],
  [
    "a node with an identity",
    undefined,
    new Map([...observed(), ...stopped({ identity: true })]),
    [],
  ],
  ["a node with data", undefined, new Map([...observed(), ...stopped({ data: true })]), []],
  [
    "a node with damaged data",
    undefined,
    new Map([...observed(), ...stopped({ damaged: true })]),
    [],
  ],
  [
    "a server that loads its data",
    undefined,
    new Map([...observed(), ...stopped({}, { transfer: { kind: "loading" } })]),
    [],
  ],
  [
    "a node that another one knows",
    undefined,
    new Map([...observed({ views: [A, nodeView("C:3")] }), ...stopped()]),
    [],
  ],
  ["a recorded member", undefined, new Map([...observed(), ...stopped()]), ["C:3"]],
  ["a node with a key", undefined, new Map([...observed({ keys: 1 }), ...stopped()]), []],
])("unformedServers() with %s: %s", (_, servers, nodes, members) => {
  expect(unformedServers(nodes, members)).toEqual(servers);
});

test("servesNothing() goes by what the nodes say", () => {
  expect(servesNothing(new Map([...observed(), ["C:3", SILENT]]))).toBe(true);
  expect(servesNothing(observed({ clusterState: "ok" }))).toBe(false);
});

test("joinedNodes() lists nodes with peers, slots or a primary, the primaries first", () => {
  expect(joinedNodes(new Map([...observed(), ["C:3", SILENT]]))).toEqual([]);
  expect(joinedNodes(observed({ views: [A] }))).toEqual(["A:1"]);
  const own = nodeView("A:1", { flags: ["myself", "slave"], role: "replica" });
  const peer = nodeView("B:2", { flags: ["myself", "master"] });
  expect(
    joinedNodes(
      new Map([
        ["A:1", answeringNode("A:1", { views: [own] })],
        ["B:2", answeringNode("B:2", { views: [peer, nodeView("A:1")] })],
      ]),
    ),
  ).toEqual(["B:2", "A:1"]);
});
