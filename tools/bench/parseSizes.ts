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
