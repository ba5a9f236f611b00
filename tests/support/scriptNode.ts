import { spawnSync } from "node:child_process";
import type { PeersKnow } from "../../components/cluster/spec/peersKnow";
import { type NodeAction, nodeCommand } from "../../components/host/nodeScript";
import { stopCommand } from "../../components/host/stopScript";
import type { Directives } from "../../components/spec/directives";
import { framed } from "./framed";
import type { ScriptHost, ScriptResult } from "./scriptHost";
import { wholeNodeStdin } from "./wholeNodeStdin";

/** The address of the script tests' nodes, on which no other process listens. */
export const ADDRESS = "127.77.0.1";
export const PORT = 7000;
export const NODE_ID = "00000000000000000000000000000000000000aa";

/** The parameters of a run that tests vary. */
export interface NodeRun {
  readonly peersKnow?: PeersKnow;
  readonly password?: string;
  readonly maxmemory?: string;
  /** Further directives. */
  readonly directives?: Directives;
  readonly serverCommand?: string;
  readonly port?: number;
  readonly reportsFailure?: boolean;
}

/** Runs the node script on a host. */
export function runNode(host: ScriptHost, action: NodeAction, run: NodeRun = {}): ScriptResult {
  const { peersKnow = "no", password, maxmemory, serverCommand } = run;
  const options = {
    address: ADDRESS,
    port: run.port ?? PORT,
    directory: host.directory,
    serverCommand: serverCommand ?? "redis-server",
    reportsFailure: run.reportsFailure ?? false,
  };
  const stdin = wholeNodeStdin({
    ...options,
    ...(password === undefined ? {} : { password }),
    directives: { ...(maxmemory === undefined ? {} : { maxmemory }), ...run.directives },
  });
  return host.run({ command: nodeCommand(action, options, peersKnow), stdin });
}

/** Stops the node's server, and keeps its files. */
export function stopNode(host: ScriptHost): void {
  const { directory } = host;
  const options = { address: ADDRESS, directory, ports: [PORT], serverCommand: "redis-server" };
  const { stdout, stderr } = host.run(stopCommand({ ...options, onDestroy: "keep" }));
  if (stdout !== framed(`stopped ${PORT}\n`)) throw new Error(`Cannot stop: ${stdout}${stderr}`);
}

/** Writes a node's files as a stopped server leaves them, with keys in its append-only file. */
export function writeStoppedNode(host: ScriptHost): void {
  const known = `${"b".repeat(40)} 127.77.0.2:7001@17001 master - 0 0 2 connected 0-5460`;
  const own = `${NODE_ID} ${ADDRESS}:7000@17000 myself,slave ${"b".repeat(40)} 0 0 2 connected`;
  host.write(`conf/${PORT}/${PORT}_node.conf`, `${own}\n${known}\nvars currentEpoch 2\n`);
  host.write(`conf/${PORT}/appendonly.aof`, "keys");
}

/** The pid in the pid file of the node's server. */
export function pidOf(host: ScriptHost): number {
  return Number(host.read(`conf/${PORT}/${PORT}.pid`));
}

/** Whether the lock of the host's directory, or of one node's directory in it, is free. */
export function isUnlocked(host: ScriptHost, name = ".lock"): boolean {
  return spawnSync("flock", ["-xn", `${host.directory}/${name}`, "true"]).status === 0;
}
