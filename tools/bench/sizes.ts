const DEFAULT_SIZES: readonly number[] = [6, 30, 60];

/** Parses numbers of nodes. @throws RangeError for anything but even numbers from 6 to 200 */
export function parseSizes(words: readonly string[]): readonly number[] {
  if (words.length === 0) return DEFAULT_SIZES;
  return words.map((word) => {
    const size = Number(word);
    if (Number.isInteger(size) && size >= 6 && size <= 200 && size % 2 === 0) return size;
    throw new RangeError(
      `Cannot measure ${JSON.stringify(word)} nodes. Use even numbers from 6 to 200`,
    );
  });
}

export interface BenchHost {
  readonly address: string;
  readonly ports: number[];
}

/** Returns two hosts with `size / 2` nodes each, on ports 7000, 7001, ... and 7500, 7501, ... */
export function benchHosts(size: number): BenchHost[] {
  const ports = (first: number) => Array.from({ length: size / 2 }, (_, index) => first + index);
  return [
    { address: "192.168.56.65", ports: ports(7000) },
    { address: "192.168.56.66", ports: ports(7500) },
  ];
}

/** Whether it is measured by hand too: that takes more than a minute of 60 nodes, and many of more. */
export function isMadeByHand(size: number): boolean {
  return size <= 60;
}

/** Returns how often each way is measured: less often for large sizes, which take long by hand. */
export function roundsOf(size: number): number {
  if (size <= 10) return 5;
  return size <= 40 ? 3 : 1;
}
