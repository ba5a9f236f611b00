import type { ClusterSpec } from "../spec/clusterSpec";
import type { Topology } from "../spec/topology";
import { layoutOf } from "../state/layout";
import type { Observed } from "../state/observed";
import type { Changes } from "./changes";
import { rearrange } from "./rearrange";

/** The topology to reach, and what it takes. @throws RangeError as `place` does, if the spec breaks a rule */
export function targetOf(
  spec: ClusterSpec,
  observed: Observed,
): { readonly topology: Topology; readonly changes: Changes } {
  const found = rearrange(spec, layoutOf(observed));
  if ("refusal" in found) throw new RangeError(found.refusal);
  return found;
}
