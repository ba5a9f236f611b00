import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runToolOrThrow } from "../../tools/processes/runTool";

const PROJECT = join(__dirname, "..", "..");

/** Copies the project's committed files, as git lists them, to a folder; node_modules is not among them. */
export async function cloneProject(folder: string): Promise<void> {
  const files = await runToolOrThrow(["git", "-C", PROJECT, "ls-files"]);
  for (const file of files.trim().split("\n")) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    cpSync(join(PROJECT, file), join(folder, file));
  }
}
