import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { runToolOrThrow } from "../../processes/runTool";
import { CLI_VERSION, isAtLeast } from "../versions";
import { baseEnvironment, type Setting } from "./attempt";

const LIMIT = 20_000; // ms

/** Returns why a CLI cannot be used, or undefined: `"/usr/bin/pulumi is v3.100.0, .."`. */
export async function cliProblem(command: string, setting: Setting): Promise<string | undefined> {
  try {
    const version = await cliVersion(command, setting);
    if (isAtLeast(version, CLI_VERSION)) return undefined;
    return `${command} is ${version || "of an unknown version"}, ${CLI_VERSION} or later is needed`;
  } catch (error) {
    return `${command} does not work: ${messageOf(error)}`;
  }
}

/** Returns `"v3.224.0"`. It is kept until the CLI's file changes: starting the CLI takes 0.1 s. */
async function cliVersion(command: string, setting: Setting): Promise<string> {
  const { size, mtimeMs } = statSync(command);
  const key = `${realpathSync(command)} ${size} ${mtimeMs}`;
  const file = join(setting.home, "cli-versions.json");
  const known = readKnown(file);
  const kept = known.get(key);
  if (kept !== undefined) return kept;

  const environment = { ...setting.environment, ...baseEnvironment(setting.home) };
  const options = { environment, limit: LIMIT };
  const version = (await runToolOrThrow([command, "version"], options)).trim();
  keep(file, known.set(key, version));
  return version;
}

function readKnown(file: string): Map<string, string> {
  try {
    const entries: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
    return new Map(Object.entries(entries));
  } catch {
    return new Map();
  }
}

function keep(file: string, known: ReadonlyMap<string, string>): void {
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, JSON.stringify(Object.fromEntries(known)));
  } catch {
    // A home that cannot be written is reported when its plugins are written.
  }
}
