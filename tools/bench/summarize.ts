/** Some measurements of one thing. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Sums up measurements. @throws RangeError when there are none */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (lower === undefined || upper === undefined) {
    throw new RangeError("Cannot sum up measurements as there must be one: none given");
  }
  const [min = lower] = sorted;
  return { median: (lower + upper) / 2, min, max: sorted.at(-1) ?? upper };
}
