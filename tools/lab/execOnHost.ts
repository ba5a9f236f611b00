import { runTool, type ToolResult } from "../processes/runTool";
import type { HostProcess } from "./processes/findHosts";

/**
 * Runs a program as root on a host, past its network: this works when its link is cut too.
 *
 * @param argv the program and its arguments; no shell reads them.
 * @param input its standard input.
 */
export function execOnHost(
  host: HostProcess,
  argv: readonly string[],
  input: string | Buffer = "",
): Promise<ToolResult> {
  const spaces = ["--mount", "--net", "--pid", "--uts", "--ipc", "--root", "--wd"];
  const target = ["--target", String(host.init.pid)];
  return runTool(["nsenter", ...target, ...spaces, "--", ...argv], {
    input,
    environment: ENVIRONMENT,
  });
}

const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  USER: "root",
  LC_ALL: "C",
};
