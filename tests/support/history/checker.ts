import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../tools/engine/cacheFolder";
import { findGo } from "../../../tools/engine/ways/findGo";
import { makeOnce } from "../servers/makeOnce";

/** The Go module of the checker. */
const SOURCE = join(__dirname, "..", "..", "linearizable");

/** The path of the checker in the user's cache folder, whether it exists or not. Another source is another one. */
export function checkerPath(environment = process.env): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(SOURCE).sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(SOURCE, name)));
  }
  const folder = `linearizable-${hash.digest("hex").slice(0, 12)}`;
  return join(cacheFolder(environment), folder, "linearizable");
}

/**
 * Builds the checker once, after its own tests, by the Go that builds the Pulumi CLI.
 * @throws Error with the last lines of what failed
 */
export async function buildChecker(log: (line: string) => void): Promise<void> {
  const program = checkerPath();
  // It might install a Go.
  if (existsSync(program)) return;
  const { env: environment } = process;
  const cache = cacheFolder(environment);
  const go = await findGo({ home: "", cache, environment, log, ownStacks: false });
  await makeOnce({
    folder: join(program, ".."),
    program,
    recipe: "linearizable",
    act: "Building the check of histories from tests/linearizable",
    variables: { GO: go, SOURCE },
    log,
  });
}
