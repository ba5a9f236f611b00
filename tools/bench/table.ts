import type { Took } from "./measure";
import { summarize } from "./summarize";

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
