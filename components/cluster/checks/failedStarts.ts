/** Of more than this many nodes only the first three are described. */
const MOST = 4;
const FIRST = 3;

/** Says why nodes were not created, a line for each in the words of their hosts; "" for none. */
export function describeFailedStarts(failed: readonly { readonly reason: string }[]): string {
  const shown = failed.length > MOST ? failed.slice(0, FIRST) : failed;
  const rest = failed.length - shown.length;
  return [
    ...shown.map(({ reason }) => reason),
    ...(rest > 0 ? [`${rest} more servers did not start.`] : []),
  ].join("\n");
}
