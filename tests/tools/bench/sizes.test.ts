import { expect, test } from "vitest";
import { parseSizes } from "../../../tools/bench/sizes";

test("parseSizes() uses the default sizes if none is given", () => {
  expect(parseSizes([])).toEqual([6, 30, 60]);
  expect(parseSizes(["6", "200"])).toEqual([6, 200]);
});

test.each(["4", "7", "202", "six", "6.5", ""])('parseSizes() rejects "%s"', (word) => {
  expect(() => parseSizes(["6", word])).toThrow(
    new RangeError(`Cannot measure "${word}" nodes. Use even numbers from 6 to 200`),
  );
});
