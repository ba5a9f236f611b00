import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { runTool, toolEnvironment } from "../../../tools/processes/runTool";

/** What to make, and how. */
export interface MakeOptions {
  /** The folder to make, absolute. */
  readonly folder: string;
  /** A program in it that exists if the folder does. */
  readonly program: string;
  /** A file of scripts/ without its ending: `"redis5"`. */
  readonly recipe: string;
  /** Begins the sentence that is told: `"Building Redis 5.0.6"`. */
  readonly act: string;
  /** The variables that the recipe reads, without TARGET. @default {} */
  readonly variables?: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** ms, for one folder. */
const LIMIT = 15 * 60_000;
/** How many lines of a failed recipe its error repeats. */
const SHOWN_LINES = 15;

/**
 * Makes a folder of the cache unless it exists. A second builder waits for the first one and
 * finds it made; what a killed builder leaves is made anew.
 *
 * @throws Error with the recipe's last lines when it fails or takes more than 15 minutes.
 */
export async function makeOnce({
  folder,
  program,
  recipe,
  act,
  variables = {},
  log,
}: MakeOptions): Promise<void> {
  if (existsSync(program)) return;
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  log(`${act}, once for this user, into ${folder}`);
  const start = performance.now();
  const script = join(__dirname, "scripts", "makeOnce.sh");
  // The kernel lets go of the lock when its holder ends, however it ends.
  const lock = ["flock", "--exclusive", parent] as const;
  const { exitCode, stdout, stderr } = await runTool([...lock, "sh", script, recipe], {
    environment: { ...toolEnvironment(), ...variables, TARGET: folder, PROGRAM: program },
    limit: LIMIT,
  });
  const lines = `${stderr.trimEnd()}\n${stdout.trimEnd()}`.trim().split("\n");
  if (exitCode !== 0) {
    throw new Error(
      `Cannot make ${folder} as scripts/${recipe}.sh must end with 0: ` +
        `it ended with ${exitCode ?? "a signal"}\n${lines.slice(-SHOWN_LINES).join("\n")}`,
    );
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  log(`Done in ${seconds} s: ${stdout.trimEnd().split("\n").at(-1) || "it was made meanwhile"}`);
}
