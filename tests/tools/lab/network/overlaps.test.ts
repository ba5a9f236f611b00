import { expect, test } from "vitest";
import { overlaps } from "../../../../tools/lab/network/overlaps";
import { parsePrefix } from "../../../../tools/lab/network/parsePrefix";

test.each([
  ["192.168.56.0/24", "192.168.56.70", true],
  ["192.168.56.0/24", "192.168.56.128/25", true],
  ["192.168.56.0/24", "192.168.0.0/16", true],
  ["192.168.56.0/24", "192.168.56.0/24", true],
  ["192.168.56.0/24", "default", true],
  ["192.168.56.0/24", "192.168.57.0/24", false],
  ["192.168.56.0/24", "192.168.57.1", false],
  ["10.0.0.0/8", "11.0.0.0/8", false],
])("overlaps() of %s and %s is %s, both ways round", (one, other, expected) => {
  expect(overlaps(parsePrefix(one), parsePrefix(other))).toBe(expected);
  expect(overlaps(parsePrefix(other), parsePrefix(one))).toBe(expected);
});
