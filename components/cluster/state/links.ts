import { type AnsweringNode, type Observed, runningNodes, viewOf } from "./observed";
import { answering } from "./shardState";

/** A peer that it only heard of from others, or that stays in handshake, would soon be voted as failing. */
export function hasLink(node: AnsweringNode, peer: AnsweringNode): boolean {
  const view = viewOf(node, peer.id);
  return (
    view?.connected === true &&
    !view.flags.some((flag) => flag === "handshake" || flag === "noaddr")
  );
}

/** Counts the links that nodes lack to others that answer. */
export function countMissingLinks(observed: Observed): number {
  const nodes = runningNodes(observed);
  const missing = nodes.map(
    (node) => nodes.filter((peer) => peer !== node && !hasLink(node, peer)).length,
  );
  return missing.reduce((sum, count) => sum + count, 0);
}

export function hasAllLinks(name: string, observed: Observed, names: readonly string[]): boolean {
  const node = answering(observed, name);
  if (node === undefined) return false;
  return names.every((other) => {
    const peer = other === name ? undefined : answering(observed, other);
    return peer === undefined || hasLink(node, peer);
  });
}
