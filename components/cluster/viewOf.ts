import type { AnsweringNode } from "./observed";
import type { NodeView } from "./views";

/** Of each node that was observed, its lines by the ids that they speak of. */
const indexes = new WeakMap<AnsweringNode, ReadonlyMap<string, NodeView>>();

/** What `node` says of the node with that id; undefined when it lists none. */
export function viewOf(node: AnsweringNode, id: string): NodeView | undefined {
  let index = indexes.get(node);
  if (index === undefined) {
    // Every node is asked about every other one: with 1,000 of them a search through the lines took half a minute.
    index = new Map(node.views.map((view) => [view.id, view]));
    indexes.set(node, index);
  }
  return index.get(id);
}
