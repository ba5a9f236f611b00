import { expect, test } from "vitest";
import { claimsOf } from "../../../../components/cluster/state/claims";
import type { Observed, ObservedNode, OnDisk } from "../../../../components/cluster/state/observed";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const [A, B, C] = ["A:1", "B:2", "C:3"] as const;
const own = (name: string, epoch: number) =>
  nodeView(name, { flags: ["myself", "master"], configEpoch: epoch });
const DISK: OnDisk = { identity: true, data: true, peers: [] };

function stopped(disk: OnDisk | undefined): { answers: false; reason: string; disk?: OnDisk } {
  return {
    answers: false,
    reason: "connect ECONNREFUSED",
    ...(disk === undefined ? {} : { disk }),
  };
}

function epochs(observed: Observed): unknown {
  return Object.fromEntries(
    [...claimsOf(observed)].map(([name, { configEpoch, isOwn }]) => [name, [configEpoch, isOwn]]),
  );
}

test("claimsOf() takes a running node's word, else its nodes.conf, else what running nodes say", () => {
  const views = [own(":0", 7), nodeView(B, { configEpoch: 8 }), nodeView(C, { configEpoch: 9 })];
  const observed = new Map<string, ObservedNode>([
    [A, answeringNode(A, { id: views[0]?.id ?? "", views })],
    [B, stopped({ ...DISK, views: [own(B, 3), nodeView(A, { configEpoch: 1 })] })],
    [C, stopped(undefined)],
  ]);
  expect(epochs(observed)).toEqual({ [A]: [7, true], [B]: [3, false], [C]: [9, false] });
});

test("claimsOf() takes what stopped nodes wrote of others, the newest of it", () => {
  const observed = new Map<string, ObservedNode>([
    [A, stopped({ ...DISK, views: [own(A, 1), nodeView(C, { configEpoch: 4 })] })],
    [B, stopped({ ...DISK, views: [own(B, 2), nodeView(C, { configEpoch: 5 })] })],
    [C, stopped(undefined)],
  ]);
  expect(epochs(observed)).toEqual({ [A]: [1, false], [B]: [2, false], [C]: [5, false] });
});

test("claimsOf() ignores a nodes.conf of another cluster, and peers without a name", () => {
  const views = [
    own(A, 1),
    nodeView(C, { flags: ["handshake"] }),
    nodeView(":0", { flags: ["noaddr"] }),
  ];
  const observed = new Map<string, ObservedNode>([
    [A, answeringNode(A, { views })],
    [B, stopped({ ...DISK, peers: ["other:1"], views: [own(B, 99)] })],
  ]);
  expect(epochs(observed)).toEqual({ [A]: [1, true] });
});
