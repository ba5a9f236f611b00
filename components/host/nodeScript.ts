import { createHash } from "node:crypto";
import type { PeersKnow } from "../cluster/spec/peersKnow";
import { hostPrinted, jsonAnswer } from "./hostAnswer";
import { scriptCommand, scriptText, type Variables } from "./hostCommand";
import { type ConfOptions, renderConf } from "./redisConf";

export interface NodeScriptOptions extends ConfOptions {
  /** `"redis-server"`, or a path on the host. */
  readonly serverCommand: string;
}

export type NodeAction = "create" | "update";

/** The last one calls the functions of the others. */
const FILES = [
  "lib/base.sh",
  "lib/json.sh",
  "lib/instance.sh",
  "lib/server.sh",
  "lib/conf.sh",
  "lib/ports.sh",
  "lib/preflight.sh",
  "node.sh",
];

/** Installed once on each host: in the state of each of 30 nodes it was 1.9 MB, and most of an up's time. */
export const NODE_SCRIPT = scriptText(FILES, {});

/** Its path on the host. Its name depends on its text, so that two versions can be installed at once. */
export function nodeScriptPath(directory: string): string {
  const digest = createHash("sha256").update(NODE_SCRIPT).digest("hex").slice(0, 12);
  return `${directory}/.node-${digest}.sh`;
}

/**
 * The command line of one action; only `create` uses `peersKnow` and `reportsFailure`.
 * @param options with `reportsFailure` a creation that fails prints why as its answer, and its exit code is 0
 */
export function nodeCommand(
  action: NodeAction,
  options: Omit<NodeScriptOptions, "directives" | "password"> & {
    readonly reportsFailure?: boolean;
  },
  peersKnow: PeersKnow,
): string {
  const onFailure: Variables = options.reportsFailure === true ? { ON_FAILURE: "report" } : {};
  return scriptCommand(action, {
    DIRECTORY: options.directory,
    ADDRESS: options.address,
    PORT: String(options.port),
    SERVER: options.serverCommand,
    SCRIPT: nodeScriptPath(options.directory),
    ...(action === "create" ? { PEERS_KNOW: peersKnow, ...onFailure } : {}),
  });
}

/** The standard input of both actions. It holds the conf, and so the password. */
export function nodeStdin(options: ConfOptions): string {
  return scriptText(["run.sh"], { CONF: renderConf(options) });
}

/** What the host reported when the node was last created or updated. */
export interface NodeStatus {
  /** Whether the server runs; only then the other fields but `reason` are set. Absent without an answer. */
  readonly running?: boolean;
  /** True if it does not run because its creation failed. */
  readonly failed?: boolean;
  /** Why it was left stopped, why its creation failed, or why there is no answer. */
  readonly reason?: string;
  /** 40 hex digits. */
  readonly nodeId?: string;
  readonly runId?: string;
  readonly pid?: number;
  readonly server?: "redis" | "valkey";
  readonly version?: string;
}

/**
 * Reads what a node's script printed, also one of an earlier version. What cannot be read is no error: inspection
 * and converge see the node itself.
 */
export function parseNodeStatus(stdout: string): NodeStatus {
  const value = jsonAnswer(stdout);
  if (isNodeStatus(value)) return value;
  return { reason: `its script printed no answer${hostPrinted(stdout)}` };
}

const FIELDS: Readonly<Record<keyof NodeStatus, readonly string[]>> = {
  running: ["boolean"],
  failed: ["boolean", "undefined"],
  reason: ["string", "undefined"],
  nodeId: ["string", "undefined"],
  runId: ["string", "undefined"],
  pid: ["number", "undefined"],
  server: ["string", "undefined"],
  version: ["string", "undefined"],
};

function isNodeStatus(value: unknown): value is NodeStatus {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    Object.entries(FIELDS).every(([name, types]) => types.includes(typeof fields.get(name))) &&
    ["redis", "valkey", undefined].some((server) => server === fields.get("server"))
  );
}
