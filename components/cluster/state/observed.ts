import type { TemporarySettings } from "../spec/temporarySettings";
import type { NodeView } from "./clusterNodes";
import type { ConfState } from "./confState";

/** A node that could not be asked. */
export interface UnreachableNode {
  readonly answers: false;
  /** What happened, for people: `"connect ECONNREFUSED"`. */
  readonly reason: string;
  /** Whether a server is there that refused to be asked, as for a wrong password. */
  readonly refused?: boolean;
  /** What lies on its disk, where somebody looked: see `OnDisk`. */
  readonly disk?: OnDisk;
}

/** What a stopped node has on disk. */
export interface OnDisk {
  /** Its nodes.conf, without which a start would give it a new identity. */
  readonly identity: boolean;
  /** Its append-only file or snapshot, without which a start would wipe its replicas. */
  readonly data: boolean;
  /** The names of the others in its nodes.conf, without those whose address is lost. */
  readonly peers: readonly string[];
}

/** What a node said of itself and of the others. */
export interface AnsweringNode {
  readonly answers: true;
  readonly id: string;
  /** New with each start of the process. */
  readonly runId: string;
  /** The conf on which its server was started, `"/root/conf/7000.conf"`; undefined where it had none. */
  readonly confFile?: string;
  readonly server: "redis" | "valkey";
  readonly version: string;
  readonly clusterState: "ok" | "fail";
  /** Slots whose owner is not failing; 16384 when all is well. */
  readonly slotsOk: number;
  /** Keys in all databases. */
  readonly keys: number;
  /** Whether a replica is connected to its primary and in sync; true for a primary. */
  readonly linkUp: boolean;
  readonly settings: TemporarySettings;
  /** What each directive is, `"maxmemory"` to `"104857600"`; undefined where nobody asked for them. */
  readonly directives?: ReadonlyMap<string, string>;
  /** How it stands to its declared conf; undefined where nobody looked at the host. */
  readonly conf?: ConfState;
  /** Whether its nodes.conf is on disk; undefined where nobody looked at the host. */
  readonly saved?: boolean;
  /** Whether its hold file names its id; undefined where nobody looked at the host. */
  readonly held?: boolean;
  readonly views: readonly NodeView[];
}

export type ObservedNode = UnreachableNode | AnsweringNode;

/** All nodes of the spec by name (`"192.168.56.65:7000"`). */
export type Observed = ReadonlyMap<string, ObservedNode>;

/** The line in which a node speaks of itself. */
export function myself(node: AnsweringNode): NodeView | undefined {
  return node.views.find(({ flags }) => flags.includes("myself"));
}

/** Whether the node has met nobody and owns nothing yet. */
export function isAlone(node: AnsweringNode): boolean {
  return node.views.length <= 1;
}

/** Whether all nodes answered and were asked for their directives too. */
export function isClose(observed: Observed): boolean {
  return [...observed.values()].every((node) => node.answers && node.directives !== undefined);
}

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
