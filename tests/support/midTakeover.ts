import type { Observed } from "../../components/cluster/state/observed";
import { EXAMPLE_TOPOLOGY } from "./example";
import { formedCluster } from "./formedCluster";

/**
 * Two readings of the example that were taken while `to` took over from `from`. Early: `to` was read before it, `from`
 * after it, so that none of them claims the slots. Late: the other way round, so that both claim them.
 */
export function midTakeover(from: string, to: string): { early: Observed; late: Observed } {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const before = cluster.observe();
  cluster.failOver(to);
  const after = cluster.observe();
  return { early: mix(before, after, from), late: mix(before, after, to) };
}

function mix(before: Observed, after: Observed, name: string): Observed {
  return new Map(
    [...before].map(([other, node]) => [other, (other === name && after.get(name)) || node]),
  );
}
