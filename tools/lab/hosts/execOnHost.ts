import { runTool, type ToolResult } from "../../processes/runTool";
import type { HostProcess } from "../processes/labProcesses";

const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  USER: "root",
  LC_ALL: "C",
};

/** A program and its arguments; no shell reads them. */
export interface HostCommand {
  argv: readonly string[];
  input?: string | Buffer;
}

/** Runs a program as root on a host without using its network. */
export function execOnHost(
  { init }: HostProcess,
  { argv, input = "" }: HostCommand,
): Promise<ToolResult> {
  const spaces = ["--mount", "--net", "--pid", "--uts", "--ipc", "--root", "--wd"];
  return runTool(["nsenter", "--target", String(init.pid), ...spaces, "--", ...argv], {
    input,
    environment: ENVIRONMENT,
  });
}
