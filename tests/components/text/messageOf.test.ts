import { expect, test } from "vitest";
import { messageOf } from "../../../components/text/messageOf";

test.each([
  [new RangeError("too many"), "too many"],
  ["a text", "a text"],
  [undefined, "undefined"],
])("messageOf(%o) is %j", (thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
