import type { PeersKnow } from "../cluster/assess";
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
    ...(action === "create" ? { PEERS_KNOW: peersKnow } : {}),
  });
}

/** The last one calls what the others define. */
const FILES = ["instance.sh", "conf.sh", "ports.sh", "preflight.sh", "advice.sh", "node.sh"];

/** The standard input of all three actions; it holds the conf and so the password. */
export function nodeStdin(options: ConfOptions): string {
  return scriptText(FILES, { CONF: renderConf(options) });
}
