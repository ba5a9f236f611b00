import { expect, test } from "vitest";
import { describeTransfer } from "../../../../components/cluster/checks/describeTransfer";

test("describeTransfer() says what a node does with its data, and how far it is", () => {
  expect(describeTransfer({ kind: "loading", done: 41, total: 100 })).toEqual({
    kind: "loading its data",
    text: "loading its data, 41 %",
  });
  expect(describeTransfer({ kind: "copying", done: 41 })).toEqual({
    kind: "copying from its primary",
    text: "copying from its primary",
  });
});
