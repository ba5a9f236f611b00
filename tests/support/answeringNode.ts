import { DECLARED_SETTINGS } from "../../components/cluster/spec/temporarySettings";
import type { NodeView } from "../../components/cluster/state/clusterNodes";
import type { AnsweringNode } from "../../components/cluster/state/observed";

/** The id that a node of that name has in tests, its port at the end of 40 digits. */
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1).padStart(40, "0");
}

/** What a node says of `name`: a primary without slots, unless `changes` say otherwise. */
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

/** A node as it answers right after its first start, unless `changes` say otherwise. */
export function answeringNode(name: string, changes: Partial<AnsweringNode> = {}): AnsweringNode {
  return {
    answers: true,
    id: idOf(name),
    runId: "run",
    server: "redis",
    version: "7.0.15",
    clusterState: "fail",
    slotsOk: 0,
    keys: 0,
    linkUp: true,
    held: false,
    settings: DECLARED_SETTINGS,
    views: [nodeView(name, { flags: ["myself", "master"] })],
    ...changes,
  };
}
