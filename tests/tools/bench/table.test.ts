import { expect, test } from "vitest";
import { table } from "../../../tools/bench/table";

const took = (...seconds: number[]) =>
  seconds.map((one) => ({ seconds: one, cpuSeconds: one / 2 }));

test("table() shows medians, the range, the ratio of the medians and the aim", () => {
  const hand = { what: "by hand", took: took(8, 6, 7) };
  expect(
    table([hand, { what: "`up`", took: took(3, 4.5, 4, 3.5), against: hand, aim: "0.65" }]),
  ).toBe(
    [
      "| what | runs | s, median (min-max) | CPU s | ratio | aim |",
      "| --- | --- | --- | --- | --- | --- |",
      "| by hand | 3 | 7.00 (6.00-8.00) | 3.50 |  |  |",
      '| `up` | 4 | 3.75 (3.00-4.50) | 1.88 | 0.536 of "by hand" | 0.65 |',
    ].join("\n"),
  );
});
