import type { NodeView } from "../../components/cluster/state/clusterNodes";
import { freshNode } from "../../components/cluster/state/freshNode";
import type { AnsweringNode } from "../../components/cluster/state/observed";

/** The node ID in tests: 40 digits that end with the port. Nodes need different ports. */
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1).padStart(40, "0");
}

/** A view of `name`: a primary without slots, unless `changes` say otherwise. */
export function nodeView(name: string, changes: Partial<NodeView> = {}): NodeView {
  return {
    id: idOf(name),
    name,
    flags: ["master"],
    role: "primary",
    primaryId: undefined,
    configEpoch: 0,
    connected: true,
    slots: [],
    openSlots: [],
    ...changes,
  };
}

/** A node right after its first start, with `changes`. */
export function answeringNode(name: string, changes: Partial<AnsweringNode> = {}): AnsweringNode {
  return {
    ...freshNode(name),
    id: idOf(name),
    runId: "run",
    version: "7.0.15",
    views: [nodeView(name, { flags: ["myself", "master"] })],
    ...changes,
  };
}
