import { expect, test } from "vitest";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import { runningPeers, stoppedPeers } from "../../../../components/cluster/state/peers";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const STOPPED: ObservedNode = {
  answers: false,
  reason: "connect ECONNREFUSED",
  disk: { identity: true, data: true, peers: ["A:1", "D:4"] },
};

test("runningPeers() are the members that answering nodes list, declared or not", () => {
  const views = [
    nodeView("A:1", { flags: ["myself", "master"] }),
    nodeView("B:2", { flags: ["slave", "fail"] }),
    nodeView("C:3", { flags: ["handshake"] }),
    nodeView(":0", { flags: ["slave", "noaddr"] }),
  ];
  const observed = new Map<string, ObservedNode>([
    ["A:1", answeringNode("A:1", { views })],
    ["B:2", STOPPED],
  ]);
  expect(runningPeers(observed)).toEqual(new Set(["B:2"]));
});

test("stoppedPeers() are the names in the nodes.conf of nodes that do not answer", () => {
  const observed = new Map<string, ObservedNode>([
    ["A:1", answeringNode("A:1", { views: [nodeView("E:5")] })],
    ["B:2", STOPPED],
    ["C:3", { answers: false, reason: "x" }],
  ]);
  expect(stoppedPeers(observed)).toEqual(["A:1", "D:4"]);
});
