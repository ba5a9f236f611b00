import type { AnsweringNode } from "./observed";

/** Whether `node` lists `peer` as a member whose bus answered it: not one still shaking hands. */
export function knows(node: AnsweringNode, peer: AnsweringNode): boolean {
  return node.views.some(
    ({ id, flags }) =>
      id === peer.id && !flags.some((flag) => flag === "handshake" || flag === "noaddr"),
  );
}
