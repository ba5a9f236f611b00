import type { TemporarySettings } from "../spec/temporarySettings";
import type { NodeView } from "./clusterNodes";
import type { ConfState } from "./confState";
import type { Save, Transfer } from "./transfer";

/** `{ server: "redis", version: "7.0.15" }` */
export interface ServerProgram {
  readonly server: "redis" | "valkey";
  readonly version: string;
}

/** What the next start of a node would run on its host; undefined where that is not known. */
export interface NextStart {
  /** The configured server command. */
  readonly command: string;
  readonly program?: ServerProgram;
  readonly user?: string;
}

export interface UnreachableNode {
  readonly answers: false;
  readonly reason: string;
  /** True if a server rejected the connection, for example because of a wrong password. */
  readonly refused?: boolean;
  /** Set if it requires a password: another one than is declared, or one where none is declared. */
  readonly requires?: "a password" | "another password";
  /** Set if its server runs and will answer once it has its data; it must not be started again. */
  readonly transfer?: Transfer;
  /** What is on its disk; undefined if its host was not inspected. */
  readonly disk?: OnDisk;
  /** Undefined if its host was not inspected. */
  readonly nextStart?: NextStart;
  /** True if the records of the hosts name it as a member. */
  readonly wasMember?: boolean;
}

export interface OnDisk {
  /** True if its process runs (a frozen server), or another process has its port. */
  readonly runs?: boolean;
  /** True if that process is not its server: it listens on one of its ports. */
  readonly portTaken?: boolean;
  /** True if its nodes.conf exists; without it a start would give it a new identity. */
  readonly identity: boolean;
  /** True if its append-only file or snapshot exists; without it a start would erase the copies of its replicas. */
  readonly data: boolean;
  /** True if its data files exist and its server cannot read them. */
  readonly damaged?: boolean;
  /** True if its declared configuration keeps no keys on disk. */
  readonly keepsNothing?: boolean;
  /** The names of the other nodes in its nodes.conf, without those whose address is lost. */
  readonly peers: readonly string[];
  /** What its nodes.conf says of it, and perhaps of others; undefined if that was not read. */
  readonly views?: readonly NodeView[];
}

export function canStart({ disk, refused, transfer }: UnreachableNode): boolean {
  return refused !== true && transfer === undefined && disk?.identity === true && disk.data;
}

/** True if nothing listens on its port. */
export function refusesConnections({ reason }: UnreachableNode): boolean {
  return reason.includes("ECONNREFUSED");
}

/** Where the declared password is set on a running server. */
export interface LoginState {
  /** True if clients need it. */
  readonly requirepass: boolean;
  /** True if the server sends it to its primary. */
  readonly masterauth: boolean;
}

export interface AnsweringNode extends ServerProgram {
  readonly answers: true;
  readonly id: string;
  readonly runId: string;
  /** The configuration file that its server was started with, `"/root/conf/7000.conf"`; undefined if none. */
  readonly confFile?: string;
  readonly clusterState: "ok" | "fail";
  /** Slots whose owner is not failing; 16384 in a healthy cluster. */
  readonly slotsOk: number;
  readonly keys: number;
  /** The bytes of memory that its data take; undefined if that is not known. */
  readonly dataBytes?: number;
  /** The bytes of memory that the server uses in all; undefined if that is not known. */
  readonly usedBytes?: number;
  /** The memory of its host in bytes; undefined if that is not known. */
  readonly hostBytes?: number;
  /** True if a replica is connected to its primary and in sync; always true for a primary. */
  readonly linkUp: boolean;
  /** The replication history that it has, and up to where; undefined after a start that forgot it. */
  readonly history?: { readonly id: string; readonly offset: number };
  /** Set while it copies the data of its primary. */
  readonly transfer?: Transfer;
  /** Set while it saves its data. */
  readonly save?: Save;
  /** The names of the replicas that copy its data or wait for a copy; undefined if there are none. */
  readonly feeds?: readonly string[];
  readonly settings: TemporarySettings;
  /** The value of each directive, `"maxmemory"` to `"104857600"`; undefined if they were not read. */
  readonly directives?: ReadonlyMap<string, string>;
  /** How it compares to its declared configuration; undefined if its host was not inspected. */
  readonly conf?: ConfState;
  /** Undefined if no password is declared. */
  readonly login?: LoginState;
  /** True if its nodes.conf is on disk; undefined if its host was not inspected. */
  readonly saved?: boolean;
  /** True if its PID file leads to its process; undefined if its host was not inspected. */
  readonly pidFile?: boolean;
  /** True if its directory was removed while its server runs. */
  readonly directoryRemoved?: boolean;
  /** True if its process is not the one of its directory: this stack did not start it. */
  readonly unmanaged?: boolean;
  /** True if the records of the hosts name it as a member, under whatever node ID. */
  readonly wasMember?: boolean;
  /** True if the record of its host is as it should be; undefined if its host was not inspected. */
  readonly recorded?: boolean;
  /** True if the record of its host says that slots are being moved. */
  readonly rebalancing?: boolean;
  /** The server's own words if it refuses all writes: `"MISCONF Redis is configured to save .."`. */
  readonly refusesWrites?: string;
  /** Set if other users of its host can read its files. */
  readonly exposed?: boolean;
  /** Undefined if its host was not inspected. */
  readonly nextStart?: NextStart;
  /** The user that its server runs as; undefined if that is not known. */
  readonly user?: string;
  readonly views: readonly NodeView[];
}

export type ObservedNode = UnreachableNode | AnsweringNode;

/** All nodes of the spec by name (`"192.168.56.65:7000"`). */
export type Observed = ReadonlyMap<string, ObservedNode>;

export function runningNodes(observed: Observed): AnsweringNode[] {
  return [...observed.values()].flatMap((node) => (node.answers ? [node] : []));
}

/** The names of the nodes that answer, by their IDs. */
export function namesById(observed: Observed): ReadonlyMap<string, string> {
  return new Map(
    [...observed].flatMap(([name, node]) => (node.answers ? [[node.id, name] as const] : [])),
  );
}

export function myself(node: AnsweringNode): NodeView | undefined {
  return node.views.find(({ flags }) => flags.includes("myself"));
}

export function isAlone(node: AnsweringNode): boolean {
  return node.views.length <= 1;
}

/** True if the record of any host says that slots are being moved. */
export function isRebalancing(observed: Observed): boolean {
  return [...observed.values()].some((node) => node.answers && node.rebalancing === true);
}

/** True if the directives of all nodes that answer were read. */
export function isClose(observed: Observed): boolean {
  return [...observed.values()].every((node) => !node.answers || node.directives !== undefined);
}

const indexes = new WeakMap<AnsweringNode, ReadonlyMap<string, NodeView>>();

export function viewOf(node: AnsweringNode, id: string): NodeView | undefined {
  let index = indexes.get(node);
  if (index === undefined) {
    // Called for each pair of nodes: with 1,000 nodes a linear search took half a minute.
    index = new Map(node.views.map((view) => [view.id, view]));
    indexes.set(node, index);
  }
  return index.get(id);
}
