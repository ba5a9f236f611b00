/** Another one each time; TEST_SEED repeats the moments of a run that failed. */
export const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1 that a seed gives, always the same (a linear congruence of Numerical Recipes). */
export function fractions(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.round((state / 2 ** 32) * 1000) / 1000;
  });
}
