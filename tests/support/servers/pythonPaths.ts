import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../tools/engine/cacheFolder";

/** Programs by their absolute paths. */
export interface PythonPaths {
  /** A Python with the packages of examples/python. */
  readonly python: string;
  /** A Python with those of examples/tutorial. */
  readonly tutorial: string;
}

/** Names the examples' Pythons in the user's cache folder, whether they exist or not. */
export function pythonPaths(environment = process.env): PythonPaths {
  const folder = join(cacheFolder(environment), "servers");
  return {
    python: python(folder, "new", "python"),
    tutorial: python(folder, "tutorial", "tutorial"),
  };
}

/** The file that says what an example's Python has: `"python"` is that of examples/python. */
export function requirementsPath(example: string): string {
  return join(__dirname, "..", "..", "..", "examples", example, "requirements.txt");
}

/** Other requirements are another Python. */
function python(folder: string, name: string, example: string): string {
  const text = readFileSync(requirementsPath(example));
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return join(folder, `python-${name}-${hash}`, "bin", "python3");
}
