import { type Measurement, summarize } from "./measure";
import type { Gaps } from "./measureGaps";
import type { Scaled } from "./measureScale";
import type { SizeMeasurements } from "./measureSize";

export interface Row {
  readonly label: string;
  readonly runs: readonly Measurement[];
  /** The ratio is this row's median divided by the baseline's. @default no ratio */
  readonly baseline?: { readonly label: string; readonly runs: readonly Measurement[] };
  /** The upper limit: `"0.65"` for the ratio, `"1.5 s"` for the median. @default none */
  readonly target?: string;
}

const HEAD = [
  "| what | runs | s, median (min-max) | CPU s | ratio | target |",
  "| --- | --- | --- | --- | --- | --- |",
];

/** Formats rows as a Markdown table. `CPU s` is the median of the CPU time on this machine. */
export function table(rows: readonly Row[]): string {
  return [...HEAD, ...rows.map(formatRow)].join("\n");
}

/** Formats the longest times without an accepted write as a Markdown table. */
export function gapTable(results: readonly Gaps[]): string {
  const rows = results.map(({ label, longest, target }) => {
    const { median, min, max } = summarize(longest);
    return `| ${label} | ${longest.length} | ${median} (${min}-${max}) | ${target} |`;
  });
  const head = "| what | runs | ms without an accepted write, median (min-max) | target |";
  return [head, "| --- | --- | --- | --- |", ...rows].join("\n");
}

function formatRow({ label, runs, baseline, target = "" }: Row): string {
  const { median, min, max } = summarize(runs.map(({ seconds }) => seconds));
  const cpu = summarize(runs.map(({ cpuSeconds }) => cpuSeconds)).median;
  const base = baseline && summarize(baseline.runs.map(({ seconds }) => seconds)).median;
  const ratio = base === undefined ? "" : `${(median / base).toFixed(3)} of "${baseline?.label}"`;
  const clock = `${fixed(median)} (${fixed(min)}-${fixed(max)})`;
  return `| ${[label, runs.length, clock, fixed(cpu), ratio, target].join(" | ")} |`;
}

function fixed(value: number): string {
  return value.toFixed(2);
}

/** Returns the rows of one size. Each ratio compares runs of the same rounds. */
export function rowsOf(size: number, results: SizeMeasurements): Row[] {
  const hand = results.hand.map(({ formed }) => formed);
  const byHand = hand.length > 0 ? { baseline: { label: "by hand", runs: hand } } : {};
  const uninspected = { label: "without inspection", runs: results.uninspected };
  const handRows = [
    { label: `${size} nodes by hand, until formed`, runs: hand },
    { label: "until the command returns", runs: results.hand.map(({ returned }) => returned) },
  ];
  return [
    ...(hand.length > 0 ? handRows : []),
    {
      label: `${size} nodes by \`up\`, until formed`,
      runs: results.up.map(({ formed }) => formed),
      ...byHand,
      ...UP_TARGETS[size],
    },
    {
      label: "until the command returns",
      runs: results.up.map(({ returned }) => returned),
      ...byHand,
    },
    {
      label: "`up` with nothing to do",
      runs: results.idle,
      baseline: uninspected,
      target: "1.15",
    },
    { label: "the same without inspection", runs: results.uninspected },
    { label: "`destroy`", runs: results.destroy, ...(size === 6 ? { target: "1.5 s" } : {}) },
    {
      label: "converge without Pulumi, until formed",
      runs: results.converge.map(({ formed }) => formed),
      ...(size === 60 ? { target: "3.5 s" } : {}),
    },
  ];
}

/** Ratios to "by hand", and of many nodes a time. */
const UP_TARGETS: Readonly<Record<number, { target: string }>> = {
  6: { target: "0.65" },
  30: { target: "0.12" },
  200: { target: "75 s" },
};

/** Ratios to those that move the same slots. */
const SCALE_TARGETS: Readonly<Record<string, string>> = {
  "redis-cli, pipeline 100": "0.35",
  "redis-cli, its default": "0.2",
  "valkey-cli, atomic": "1.2",
};

/** Returns a row for each contender, and for ours one of each ratio. @param results ours first */
export function scaleRows([ours, ...others]: readonly Scaled[]): Row[] {
  if (ours === undefined) return [];
  return others.flatMap(({ label, runs }): Row[] => {
    const target = SCALE_TARGETS[label];
    const row = { label: "converge, the moves", runs: ours.runs, baseline: { label, runs } };
    return [
      { ...row, ...(target === undefined ? {} : { target }) },
      { label, runs },
    ];
  });
}

/** Returns how much more twice the nodes take, if both sizes were measured. */
export function growthRows(results: ReadonlyMap<number, SizeMeasurements>): Row[] {
  const [some, more] = [results.get(60), results.get(120)];
  if (some === undefined || more === undefined) return [];
  const row = (what: string, runsOf: (of: SizeMeasurements) => readonly Measurement[]): Row => ({
    label: `120 nodes by \`${what}\`, until the command returns`,
    runs: runsOf(more),
    baseline: { label: "60 nodes", runs: runsOf(some) },
    target: "2.5",
  });
  return [
    row("up", ({ up }) => up.map(({ returned }) => returned)),
    row("destroy", ({ destroy }) => destroy),
  ];
}
