import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "./servers/makeOnce";
import { serverLayer } from "./servers/serverLayer";

/** A layer for hosts with the login shells `/usr/bin/tcsh` and `/usr/bin/fish`. */
export const SHELLS_LAYER = serverLayer("shells");

const PROGRAM = join(SHELLS_LAYER, "usr", "bin", "fish");

/** False where they could not be fetched; their tests are then skipped. */
export function hasShells(): boolean {
  return existsSync(PROGRAM);
}

/** Makes the layer once. A machine without package sources goes without it, and says so. */
export async function fetchShells({ log }: { log: (line: string) => void }): Promise<void> {
  try {
    await makeOnce({
      folder: SHELLS_LAYER,
      program: PROGRAM,
      recipe: "shells",
      act: "Fetching csh and fish",
      log,
    });
  } catch (error) {
    log(`Tests without csh and fish: ${error instanceof Error ? error.message : error}`);
  }
}
