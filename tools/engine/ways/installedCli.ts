import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { runToolOrThrow } from "../../processes/runTool";
import { findOnPath } from "../findOnPath";
import { linkPlugin } from "../pulumiHome";
import { CLI_VERSION, isAtLeast } from "../versions";
import { type Attempt, baseEnvironment, type Setting } from "./attempt";

/** Finds the user's own CLI on PATH; his Pulumi home is read, never written. */
export async function findInstalled(setting: Setting): Promise<Attempt> {
  const { home, environment } = setting;
  const command = findOnPath("pulumi", environment);
  if (command === undefined) return { reason: "no pulumi on PATH" };
  const version = await cliVersion(command, home, environment);
  if (!isAtLeast(version, CLI_VERSION)) {
    return { reason: `${command} is ${version}, and ${CLI_VERSION} or later is needed` };
  }
  const usersHome = environment["PULUMI_HOME"] || join(environment["HOME"] ?? homedir(), ".pulumi");
  linkPlugin(home, usersHome);
  return { way: "path", command, environment: baseEnvironment(home) };
}

const LIMIT = 20_000; // ms

/**
 * Asks a CLI for its version, `"v3.224.0"`. The answer is kept in the Pulumi home for as long as the
 * file does not change, since starting the CLI for it takes 0.1 s each time.
 *
 * @throws Error when the CLI does not run
 */
async function cliVersion(
  command: string,
  home: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { size, mtimeMs } = statSync(command);
  const key = `${realpathSync(command)} ${size} ${mtimeMs}`;
  const note = join(home, "cli-version.txt");
  const [known, version] = readNote(note);
  if (known === key && version !== undefined) return version;

  const options = {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    limit: LIMIT,
  };
  const asked = (await runToolOrThrow([command, "version"], options)).trim();
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, `${key}\n${asked}\n`);
  return asked;
}

function readNote(file: string): (string | undefined)[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
