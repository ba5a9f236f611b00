import { knows } from "./knows";
import type { Observed } from "./observed";
import { answering } from "./shardState";

/** Whether the node of that name says that it has met all of `names` that answer, itself aside. */
export function hasMet(name: string, observed: Observed, names: readonly string[]): boolean {
  const node = answering(observed, name);
  if (node === undefined) return false;
  return names.every((other) => {
    const peer = other === name ? undefined : answering(observed, other);
    return peer === undefined || knows(node, peer);
  });
}
