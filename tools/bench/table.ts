import { summarize, type Took } from "./measure";

import type { Measured } from "./measureSize";

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly took: readonly Took[];
  /** What its median is divided by, and its name. @default nothing */
  readonly against?: { readonly what: string; readonly took: readonly Took[] };
  /** What it shall not pass: `"0.65"` of the ratio, `"1.5 s"`. @default nothing */
  readonly aim?: string;
}

const HEAD = [
  "| what | runs | s, median (min-max) | CPU s | ratio | aim |",
  "| --- | --- | --- | --- | --- | --- |",
];

/** Writes rows as a Markdown table; `CPU s` is the median of what the processes here used. */
export function table(rows: readonly Row[]): string {
  return [...HEAD, ...rows.map(line)].join("\n");
}

function line({ what, took, against, aim = "" }: Row): string {
  const { median, min, max } = summarize(took.map(({ seconds }) => seconds));
  const cpu = summarize(took.map(({ cpuSeconds }) => cpuSeconds)).median;
  const other = against && summarize(against.took.map(({ seconds }) => seconds)).median;
  const ratio = other === undefined ? "" : `${(median / other).toFixed(3)} of "${against?.what}"`;
  const clock = `${two(median)} (${two(min)}-${two(max)})`;
  return `| ${[what, took.length, clock, two(cpu), ratio, aim].join(" | ")} |`;
}

function two(value: number): string {
  return value.toFixed(2);
}

/** The table's lines for one size, each ratio against what ran in the same rounds. */
export function rowsOf(size: number, measured: Measured): Row[] {
  const hand = { what: "by hand", took: measured.hand.map(({ formed }) => formed) };
  const up = measured.up.map(({ formed }) => formed);
  const blind = { what: "without the look", took: measured.blind };
  const part = partOfHand(size);
  return [
    { what: `${size} nodes by hand, until formed`, took: hand.took },
    { what: "until it came back", took: measured.hand.map(({ returned }) => returned) },
    { what: `${size} nodes by \`up\`, until formed`, took: up, against: hand, ...part },
    {
      what: "until it came back",
      took: measured.up.map(({ returned }) => returned),
      against: hand,
    },
    { what: "`up` with nothing to do", took: measured.idle, against: blind, aim: "1.15" },
    { what: "the same without the look", took: measured.blind },
    { what: "`destroy`", took: measured.destroy, ...(size === 6 ? { aim: "1.5 s" } : {}) },
    {
      what: "converge alone, until formed",
      took: measured.converge.map(({ formed }) => formed),
      ...(size === 60 ? { aim: "3.5 s" } : {}),
    },
  ];
}

function partOfHand(size: number): { aim?: string } {
  if (size === 6) return { aim: "0.65" };
  return size === 30 ? { aim: "0.12" } : {};
}
