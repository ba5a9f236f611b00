import { expect, test } from "vitest";
import { withLock } from "../../../tools/lab/withLock";

test("withLock() lets one act after the other have the lab", async () => {
  const id = `test-${process.pid}`;
  const seen: string[] = [];
  const act = (name: string) =>
    withLock(id, async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
    });
  await Promise.all([act("one"), act("two"), act("three")]);
  const order = seen.filter((line) => line.endsWith("begins")).map((line) => line.split(" ")[0]);
  expect(order.toSorted()).toEqual(["one", "three", "two"]);
  expect(seen).toEqual(order.flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("withLock() lets go when the act fails, and gives what it gives", async () => {
  const id = `test-failing-${process.pid}`;
  const failing = withLock(id, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow(new Error("no"));
  expect(await withLock(id, async () => 7)).toBe(7);
});
