import type { Directives } from "../spec/directives";
import { hostPrinted, jsonAnswer } from "./hostAnswer";
import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";
import { NODE_SCRIPT, nodeScriptPath } from "./nodeScript";
import type { ConfOptions } from "./redisConf";

export type InstallOptions = Pick<ConfOptions, "address" | "directory" | "directives">;

export function installCommand({ address, directory, directives }: InstallOptions): HostCommand {
  return {
    command: scriptCommand("install", {
      DIRECTORY: directory,
      ADDRESS: address,
      SCRIPT: nodeScriptPath(directory),
      TCP_BACKLOG: countOf(directives, "tcp-backlog", 511),
      MAX_CLIENTS: countOf(directives, "maxclients", 10_000),
    }),
    stdin: `${scriptText(FILES, {})}receive <<'${END}'\n${NODE_SCRIPT}${END}\npublish\n`,
  };
}

/** The value of a directive in any case if it is a number, else the servers' default. */
function countOf(directives: Directives, name: string, byDefault: number): string {
  const given = Object.entries(directives).find(([key]) => key.toLowerCase() === name)?.[1];
  const last = [given].flat().at(-1) ?? "";
  return /^\d+$/.test(last) ? last : String(byDefault);
}

const FILES = ["lib/base.sh", "lib/json.sh", "lib/advice.sh", "install.sh"];

const END = "END_OF_NODE_SCRIPT";

/**
 * Reads the warnings that the script printed, also one of an earlier version. What cannot be read is a warning
 * too: the next inspection sees whether the script is installed.
 */
export function parseWarnings(stdout: string): readonly string[] {
  const value = jsonAnswer(stdout);
  const warnings =
    typeof value === "object" && value !== null && "warnings" in value ? value.warnings : undefined;
  if (isTexts(warnings)) return warnings;
  return [`the script that prepares the host printed no answer${hostPrinted(stdout)}`];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
