import type { Observed } from "../cluster/observed";
import { type Eye, NodeWatch, type Waiting } from "./nodeWatch";
import { type WaitLimits, waitUntil } from "./waitUntil";

/**
 * Waits until nodes are ready, all of them at once, and takes little from them meanwhile. Returns what all
 * said at the end, the same moment for each, whether they were ready or the time was over.
 */
export async function untilReady(
  eye: Eye,
  before: Observed,
  waiting: Waiting,
  limits: WaitLimits,
): Promise<Observed> {
  const watch = new NodeWatch(eye, before, waiting);
  const { left } = await waitUntil(
    async () => {
      await watch.look();
      // A node that was ready once may be so no more.
      if (watch.unready.length === 0) await watch.lookAtAll();
    },
    () => watch.unready,
    limits,
  );
  if (left.length > 0) await watch.lookAtAll();
  return watch.seen;
}
