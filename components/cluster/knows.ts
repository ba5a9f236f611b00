import type { AnsweringNode } from "./observed";
import { viewOf } from "./viewOf";

/**
 * Whether `node` lists `peer` as a member and has a link to its bus port. A peer that it was only
 * told of by others, or that is for ever shaking hands, would soon be voted as failing.
 */
export function knows(node: AnsweringNode, peer: AnsweringNode): boolean {
  const view = viewOf(node, peer.id);
  return (
    view?.connected === true &&
    !view.flags.some((flag) => flag === "handshake" || flag === "noaddr")
  );
}
