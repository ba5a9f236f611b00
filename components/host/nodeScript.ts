import { createHash } from "node:crypto";
import type { PeersKnow } from "../cluster/spec/peersKnow";
import { scriptCommand, scriptText } from "./hostCommand";
import { type ConfOptions, renderConf } from "./redisConf";

/** What the script of one node needs. */
export interface NodeScriptOptions extends ConfOptions {
  /** `"redis-server"`, or a path on the host. */
  readonly serverCommand: string;
  /** What a destroy does with the data. */
  readonly onDestroy: "keep" | "delete";
  /** The arguments that lead ssh to the host, for a text that a person follows: `"root@192.168.56.65"`. */
  readonly login: string;
}

/** The actions of scripts/node.sh. */
export type NodeAction = "create" | "update" | "delete";

/** The last one calls what the others define. */
const FILES = [
  "lib/instance.sh",
  "lib/server.sh",
  "lib/conf.sh",
  "lib/ports.sh",
  "lib/preflight.sh",
  "node.sh",
];

/**
 * The script of all nodes. It lies once on each host, as a state that holds it for each node is rewritten by
 * Pulumi at each step: of 30 nodes 1.9 MB, and most of an up's time.
 */
export const NODE_SCRIPT = scriptText(FILES, {});

/** Its path on the host: another text is another file, so that nodes of two versions are apart. */
export function nodeScriptPath(directory: string): string {
  const digest = createHash("sha256").update(NODE_SCRIPT).digest("hex").slice(0, 12);
  return `${directory}/.node-${digest}.sh`;
}

/** The command line of one action; `peersKnow` is read by `create` alone. */
export function nodeCommand(
  action: NodeAction,
  options: Omit<NodeScriptOptions, "directives" | "password">,
  peersKnow: PeersKnow,
): string {
  return scriptCommand(action, {
    DIRECTORY: options.directory,
    ADDRESS: options.address,
    PORT: String(options.port),
    SERVER: options.serverCommand,
    ON_DESTROY: options.onDestroy,
    LOGIN: options.login,
    SCRIPT: nodeScriptPath(options.directory),
    ...(action === "create" ? { PEERS_KNOW: peersKnow } : {}),
  });
}

/** The standard input of all three actions; it holds the conf and so the password. */
export function nodeStdin(options: ConfOptions): string {
  return scriptText(["run.sh"], { CONF: renderConf(options) });
}
