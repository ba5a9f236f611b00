/** What is measured when nothing is asked for. */
const USUAL_SIZES: readonly number[] = [6, 30, 60];

/**
 * Reads the numbers of nodes: `["6", "30"]` is `[6, 30]`, none are 6, 30 and 60. They stand on two
 * hosts with one replica for each primary.
 *
 * @throws RangeError for what is no even number from 6 to 200
 */
export function parseSizes(words: readonly string[]): readonly number[] {
  if (words.length === 0) return USUAL_SIZES;
  return words.map((word) => {
    const size = Number(word);
    if (Number.isInteger(size) && size >= 6 && size <= 200 && size % 2 === 0) return size;
    throw new RangeError(
      `Cannot measure "${word}" nodes as it must be an even number from 6 to 200`,
    );
  });
}

/** A host of the lab with the ports of its servers. */
export interface BenchHost {
  readonly address: string;
  readonly ports: number[];
}

/** The example's two hosts with half of `size` nodes each: 7000, 7001, .. and 7500, 7501, .. */
export function benchHosts(size: number): BenchHost[] {
  const ports = (first: number) => Array.from({ length: size / 2 }, (_, index) => first + index);
  return [
    { address: "192.168.56.65", ports: ports(7000) },
    { address: "192.168.56.66", ports: ports(7500) },
  ];
}

/** How often each contender has its turn: the larger, the longer by hand takes. */
export function roundsOf(size: number): number {
  if (size <= 10) return 5;
  return size <= 40 ? 3 : 1;
}
