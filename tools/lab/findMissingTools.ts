import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Gives those of `tools` that are in no folder of `path`, in the same order. */
export function findMissingTools(tools: readonly string[], path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
}
