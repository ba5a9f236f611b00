import { readFileSync } from "node:fs";
import type { LabPaths } from "./labPaths";
import type { LabState } from "./labState";

/**
 * Reads the state that lies in a lab's directory, `undefined` when there is none.
 *
 * @throws SyntaxError when the file is no JSON, as only a change by hand can make it.
 */
export function readState({ state }: LabPaths): LabState | undefined {
  const text = readIfThere(state);
  if (text === undefined) return undefined;
  try {
    const read: LabState = JSON.parse(text);
    return read;
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read the lab's state as ${state} must be JSON: it is not, ` +
        "delete it and take the lab down",
      { cause },
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
