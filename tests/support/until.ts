/** ms. No check of time: what has not come by then never comes, on a busy machine too. */
const HANGS = 300_000;

/** Waits until `look` returns something. @throws Error that names what it waited for, after 300 s */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + HANGS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${HANGS / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
