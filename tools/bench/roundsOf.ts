/** How often each contender has its turn: the larger, the longer by hand takes. */
export function roundsOf(size: number): number {
  if (size <= 10) return 5;
  return size <= 40 ? 3 : 1;
}
