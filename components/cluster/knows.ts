import type { AnsweringNode } from "./observed";

/**
 * Whether `node` lists `peer` as a member and has a link to its bus port. A peer that it was only
 * told of by others, or that is for ever shaking hands, would soon be voted as failing.
 */
export function knows(node: AnsweringNode, peer: AnsweringNode): boolean {
  return node.views.some(
    ({ id, flags, connected }) =>
      id === peer.id &&
      connected &&
      !flags.some((flag) => flag === "handshake" || flag === "noaddr"),
  );
}
