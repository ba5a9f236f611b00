import { expect, test } from "vitest";
import { parseSizes } from "../../../tools/bench/sizes";

test("parseSizes() takes the usual sizes where none is named", () => {
  expect(parseSizes([])).toEqual([6, 30, 60]);
  expect(parseSizes(["6", "200"])).toEqual([6, 200]);
});

test.each(["4", "7", "202", "six", "6.5", ""])('parseSizes() refuses "%s"', (word) => {
  expect(() => parseSizes(["6", word])).toThrow(
    new RangeError(`Cannot measure "${word}" nodes as it must be an even number from 6 to 200`),
  );
});
