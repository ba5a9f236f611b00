import { expect, test } from "vitest";
import { isAtLeast } from "../../../tools/engine/versions";

test.each([
  ["v3.224.0", "3.224.0", true],
  ["3.224.1", "3.224.0", true],
  ["v3.1000.0", "3.224.0", true],
  ["v4.0.0", "3.224.0", true],
  ["v3.223.9", "3.224.0", false],
  ["v2.999.999", "3.224.0", false],
  ["go1.26.8", "1.25.0", true],
  ["go1.25", "1.25.0", true],
  ["go1.24.13", "1.25.0", false],
  ["v3.225.0-alpha.1+dirty", "3.224.0", true],
  ["", "3.224.0", false],
  ["dev", "3.224.0", false],
])("%s against %s", (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});
