import { scriptText } from "../../components/host/hostCommand";
import { NODE_SCRIPT } from "../../components/host/nodeScript";
import { type ConfOptions, renderConf } from "../../components/host/redisConf";

/** The standard input of a node's actions with the script in it, for a host without an installed script. */
export function wholeNodeStdin(options: ConfOptions): string {
  return `${scriptText([], { CONF: renderConf(options) })}\n${NODE_SCRIPT}`;
}
