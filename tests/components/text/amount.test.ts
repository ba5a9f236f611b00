import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
} from "../../../components/text/amount";

test.each<[number, string]>([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [230_400_000, "230 MB"],
  [2_940_000_000, "2.9 GB"],
  [45_000_000_000_000, "45 TB"],
])("formatBytes(%i) is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("formatShare() has one unit, that of the whole", () => {
  expect(formatShare(1_180_000_000, 2_900_000_000)).toBe("1.2 of 2.9 GB");
  expect(formatShare(41, 433)).toBe("41 of 433 bytes");
});

test("formatCount() separates groups of three digits", () => {
  expect([0, 999, 1000, 12_300, 1_234_567].map(formatCount)).toEqual([
    "0",
    "999",
    "1,000",
    "12,300",
    "1,234,567",
  ]);
});

test("formatDuration() is in whole seconds, then in minutes", () => {
  expect([1, 7900, 119_000, 120_000, 150_000].map(formatDuration)).toEqual([
    "1 s",
    "8 s",
    "119 s",
    "2 min",
    "3 min",
  ]);
});
