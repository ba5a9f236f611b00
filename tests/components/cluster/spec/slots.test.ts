import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countSlots,
  formatSlots,
  missingSlots,
  SLOT_COUNT,
  type SlotRange,
  slotShare,
} from "../../../../components/cluster/spec/slots";

const range = fc
  .tuple(fc.nat(200), fc.nat(30))
  .map(([start, length]): SlotRange => ({ start, end: start + length }));

function numbersIn(ranges: readonly SlotRange[]): number[] {
  return ranges.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, index) => start + index),
  );
}

describe("slotShare()", () => {
  test.each([
    [0, 3, 0, 5460],
    [1, 3, 5461, 10922],
    [2, 3, 10923, 16383],
    [0, 4, 0, 4095],
    [3, 4, 12288, 16383],
    [1, 5, 3277, 6553],
    [0, 1, 0, 16383],
    [16383, 16384, 16383, 16383],
  ])("gives primary %i of %i the slots %i-%i", (index, count, start, end) => {
    expect(slotShare(index, count)).toEqual({ start, end });
  });

  test("gives away every slot once, to no primary much more than to another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (count) => {
        const shares = Array.from({ length: count }, (_, index) => slotShare(index, count));
        let next = 0;
        for (const { start, end } of shares) {
          expect(start).toBe(next);
          next = end + 1;
        }
        expect(next).toBe(SLOT_COUNT);
        const sizes = shares.map((share) => countSlots([share]));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test.each([
  [[], ""],
  [[{ start: 7000, end: 7000 }], "7000"],
  [
    [
      { start: 0, end: 5460 },
      { start: 7000, end: 7000 },
    ],
    "0-5460 7000",
  ],
])("formatSlots() writes %j as CLUSTER NODES does", (ranges, text) => {
  expect(formatSlots(ranges)).toBe(text);
});

test.each([
  [[], 0],
  [[{ start: 5, end: 5 }], 1],
  [
    [
      { start: 0, end: 9 },
      { start: 20, end: 29 },
    ],
    20,
  ],
])("countSlots() counts both ends of %j", (ranges, count) => {
  expect(countSlots(ranges)).toBe(count);
});

describe("missingSlots()", () => {
  const wanted = { start: 100, end: 109 };

  test.each([
    ["nothing", [], [wanted]],
    ["all", [wanted], []],
    ["more than all", [{ start: 0, end: 200 }], []],
    [
      "the slots around it",
      [
        { start: 0, end: 99 },
        { start: 110, end: 110 },
      ],
      [wanted],
    ],
    [
      "its middle",
      [{ start: 103, end: 106 }],
      [
        { start: 100, end: 102 },
        { start: 107, end: 109 },
      ],
    ],
    [
      "its ends, the last first",
      [
        { start: 109, end: 300 },
        { start: 0, end: 100 },
      ],
      [{ start: 101, end: 108 }],
    ],
  ])("says what is left of a range when %s is owned", (_, owned, missing) => {
    expect(missingSlots([wanted], owned)).toEqual(missing);
  });

  test("keeps the ranges of what is wanted apart", () => {
    const ranges = [
      { start: 0, end: 9 },
      { start: 20, end: 29 },
    ];
    expect(missingSlots(ranges, [{ start: 5, end: 22 }])).toEqual([
      { start: 0, end: 4 },
      { start: 23, end: 29 },
    ]);
  });

  test("leaves exactly the slots that nobody owns, each in one range", () => {
    fc.assert(
      fc.property(range, fc.array(range, { maxLength: 6 }), (whole, owned) => {
        const taken = new Set(numbersIn(owned));
        const missing = missingSlots([whole], owned);
        expect(numbersIn(missing)).toEqual(numbersIn([whole]).filter((slot) => !taken.has(slot)));
        for (const [index, { start }] of missing.entries()) {
          expect(start).not.toBe((missing[index - 1]?.end ?? -2) + 1);
        }
      }),
    );
  });
});
