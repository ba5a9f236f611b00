import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { unreachable } from "../../../../components/cluster/checks/unreachable";
import type { UnreachableNode } from "../../../../components/cluster/state/observed";

const REFUSED = { answers: false, reason: "connect ECONNREFUSED" } as const;
const SILENT = { answers: false, reason: "connect ETIMEDOUT" } as const;

function disk(identity: boolean, data: boolean) {
  return { disk: { identity, data, peers: [] } };
}

test.each<[UnreachableNode | undefined, string]>([
  [undefined, "not observed"],
  [REFUSED, "connection refused"],
  [SILENT, "no answer: connect ETIMEDOUT"],
  [{ ...SILENT, reason: "NOAUTH", refused: true }, "connection rejected: NOAUTH"],
  [{ ...REFUSED, ...disk(true, true), refused: true }, "connection rejected: connect ECONNREFUSED"],
  [{ ...REFUSED, ...disk(true, true) }, "stopped; identity and data are on disk"],
  [{ ...REFUSED, ...disk(false, true) }, "stopped; nodes.conf is missing"],
  [{ ...REFUSED, ...disk(false, false) }, "stopped; nodes.conf and data files are missing"],
  [
    {
      ...SILENT,
      ...disk(true, true),
      transfer: { kind: "loading", bytes: 41, totalBytes: 100 },
    },
    "loading its data, 41 %",
  ],
  [{ ...SILENT, transfer: { kind: "copying" } }, "copying from its primary"],
  [
    { ...SILENT, ...disk(true, true) },
    "no answer: connect ETIMEDOUT; identity and data are on disk",
  ],
])("unreachable() of %j", (found, text) => {
  expect(describeProblems([unreachable("A:1", found)])).toEqual([`A:1  ${text}`]);
});

test("unreachable() warns of an empty start", () => {
  expect(describeProblems([unreachable("A:1", { ...REFUSED, ...disk(true, false) })])).toEqual([
    "A:1  stopped; data files are missing",
    "     Restore the data files, then run `up` again: an empty start could erase the last copies of its keys.",
  ]);
});
