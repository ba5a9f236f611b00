import { expect, test } from "vitest";
import { onShortStack } from "../../../components/pulumi/onShortStack";

test("onShortStack() makes all in their order, with few callers above", async () => {
  const made: number[] = [];
  const makers = [1, 2].map((value) => () => {
    made.push(value);
    return new Error().stack?.split("\n").length ?? 0;
  });
  const depths = await onShortStack(makers);
  expect(made).toEqual([1, 2]);
  // The message, the maker, the caller of all, and Node's own.
  for (const depth of depths) expect(depth).toBeLessThanOrEqual(4);
});

test("onShortStack() fails with what a maker throws", async () => {
  const fail = () => {
    throw new Error("no");
  };
  await expect(onShortStack([fail])).rejects.toThrow("no");
});
