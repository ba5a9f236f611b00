import { expect, test } from "vitest";
import { isMadeByHand, parseSizes } from "../../../tools/bench/sizes";

test("parseSizes() uses the default sizes if none is given", () => {
  expect(parseSizes([])).toEqual([6, 30, 60]);
  expect(parseSizes(["6", "200"])).toEqual([6, 200]);
});

test.each(["4", "7", "202", "six", "6.5", ""])('parseSizes() rejects "%s"', (word) => {
  expect(() => parseSizes(["6", word])).toThrow(
    new RangeError(`Cannot measure "${word}" nodes. Use even numbers from 6 to 200`),
  );
});

test("isMadeByHand() leaves out what takes many minutes", () => {
  expect([6, 60, 120, 200].map(isMadeByHand)).toEqual([true, true, false, false]);
});
