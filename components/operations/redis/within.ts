/** ms between two questions. */
const INTERVAL = 20;

/** Asks until the answer is yes; false after `limit` ms. */
export async function within(limit: number, ask: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + limit;
  for (;;) {
    if (await ask()) return true;
    if (performance.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}
