import { expect, test } from "vitest";
import { withoutStack } from "../../../components/pulumi/withoutStack";

/** The lines of a stack as Pulumi reads them for the state. */
function frames(): string[] {
  return new Error().stack?.split("\n").slice(1) ?? [];
}

test("withoutStack() makes a value from where no stack is seen", () => {
  expect(withoutStack(frames)).toEqual([]);
});

test("withoutStack() hides no other stack, also after an error", () => {
  const format = Error.prepareStackTrace;
  const fail = () => {
    throw new Error("no");
  };
  expect(() => withoutStack(fail)).toThrow("no");
  expect(Error.prepareStackTrace).toBe(format);
  expect(frames()[0]).toContain("withoutStack.test.ts");
});
