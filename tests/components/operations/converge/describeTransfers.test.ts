import { expect, test } from "vitest";
import {
  describeTransfers,
  type MeasuredTransfer,
} from "../../../../components/operations/converge/describeTransfers";

const loading = (node: string, more: Partial<MeasuredTransfer>): MeasuredTransfer => ({
  node,
  kind: "loading",
  unit: "bytes",
  counts: [],
  ...more,
});

test("describeTransfers() sums those of a kind up, and takes the longest time", () => {
  expect(
    describeTransfers([
      loading("A:1", { done: 400_000_000, total: 1_000_000_000, msLeft: 4000 }),
      loading("A:2", { done: 300_000_000, total: 900_000_000, msLeft: 8000 }),
      loading("B:3", { done: 500_000_000, total: 1_000_000_000, msLeft: 500 }),
    ]),
  ).toBe("loading: 3 nodes, 41 % (1.2 of 2.9 GB), about 8 s left");
});

test("describeTransfers() has no time as long as one is not known", () => {
  expect(
    describeTransfers([
      loading("A:1", { done: 4, total: 10, msLeft: 4000 }),
      loading("A:2", { done: 3, total: 10 }),
    ]),
  ).toBe("loading: 2 nodes, 35 % (7 of 20 bytes)");
});

test("describeTransfers() separates loads from copies, and keys from bytes", () => {
  expect(
    describeTransfers([
      loading("A:1", { done: 4, total: 10 }),
      loading("B:2", { kind: "copying", unit: "keys", done: 12_300, total: 30_000 }),
      loading("B:3", { kind: "copying", done: 230_000_000 }),
      loading("B:4", { kind: "copying", unit: "bytes", done: 5, total: 10 }),
    ]),
  ).toBe(
    "loading: A:1, 40 % (4 of 10 bytes); copying: B:2, 41 % (12,300 of 30,000 keys); " +
      "copying: B:3, 230 MB so far; copying: B:4, 50 % (5 of 10 bytes)",
  );
});

test("describeTransfers() says what an old server says", () => {
  const kind = "copying";
  expect(describeTransfers([loading("A:1", { kind, left: 1_200_000_000 })])).toBe(
    "copying: A:1, 1.2 GB left",
  );
  expect(describeTransfers([loading("A:1", { kind })])).toBe("copying: A:1");
  expect(describeTransfers([])).toBe("");
});
