import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runToolOrThrow } from "../../processes/runTool";

const LIMIT = 20_000; // ms

/**
 * Asks a CLI for its version, `"v3.224.0"`. The answer is kept in the Pulumi home for as long as the
 * file does not change, since starting the CLI for it takes 0.1 s each time.
 *
 * @throws Error when the CLI does not run
 */
export async function cliVersion(
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
