import { expect, test } from "vitest";
import { judge } from "./judge";
import type { Operation } from "./operation";

/** Operations of one key: client, what it did, and the ms of its call and return. */
function history(
  ...all: [client: number, op: "read" | "write", string | null, number, number | null][]
): Operation[] {
  const ns = (ms: number) => ms * 1e6;
  return all.map(([client, op, value, call, end]) => ({
    client,
    op,
    key: "k",
    value,
    call: ns(call),
    return: end === null ? null : ns(end),
    node: "192.168.56.65:7000",
  }));
}

test.each([
  ["reads of the last write", history([0, "write", "a", 1, 2], [1, "read", "a", 3, 4])],
  ["a read of a key before its first write", history([0, "read", null, 1, 2])],
  [
    "reads before and after a write takes effect",
    history([0, "write", "a", 1, 9], [1, "read", null, 2, 3], [1, "read", "a", 4, 5]),
  ],
  [
    "a write without a reply that takes effect late",
    history([0, "write", "a", 1, null], [1, "read", null, 2, 3], [1, "read", "a", 8, 9]),
  ],
  ["a write without a reply that never takes effect", history([0, "write", "a", 1, null])],
])("%s: linearizable", async (_, operations) => {
  expect(await judge(operations)).toEqual({
    isLinearizable: true,
    report: `1 keys with ${operations.length} operations are linearizable\n`,
  });
});

test("a lost write is named", async () => {
  const operations = history(
    [0, "write", "kept", 1, 2],
    [1, "read", "kept", 3, 4],
    [1, "write", "lost", 5, 6],
    [0, "read", "kept", 7, 8],
    [0, "write", "later", 9, 10],
  );
  expect(await judge(operations)).toEqual({
    isLinearizable: false,
    report: [
      "k is not linearizable. Of its 5 operations these contradict each other:",
      "  0.001000 to 0.002000 s: client 0 wrote kept",
      "  0.005000 to 0.006000 s: client 1 wrote lost",
      "  0.007000 to 0.008000 s: client 0 read kept",
      "",
    ].join("\n"),
  });
});

test("a stale read of another client is named, and other keys are judged on their own", async () => {
  const operations = history(
    [0, "write", "old", 1, 2],
    [0, "write", "new", 3, 4],
    [1, "read", "old", 5, 6],
  );
  const others = operations.slice(0, 2).map((one) => ({ ...one, key: "another" }));
  const { isLinearizable, report } = await judge([...others, ...operations]);
  expect(isLinearizable).toBe(false);
  expect(report).toMatch(/^k is not linearizable.*\n(.*\n)+.* client 1 read old\n$/);
  expect(report).not.toContain("another");
});

test("a history without operations has no verdict", async () => {
  await expect(judge([])).rejects.toThrow("Cannot judge a history: it has no operations");
});
