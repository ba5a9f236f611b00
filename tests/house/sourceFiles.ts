import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The project's folder. */
export const PROJECT = join(__dirname, "..", "..");

/** Not of the project: installed, generated, or kept for a demo or a test run. */
const IGNORED = ["node_modules", "venv", "__pycache__", ".git", ".demo", ".test"];

/**
 * Lists the files below folders, or the files that are named, sorted.
 *
 * @param endings of their names: `[".ts", ".sh"]`
 */
export function filesIn(folders: readonly string[], endings: readonly string[]): string[] {
  const files = folders.flatMap((folder) => {
    const path = join(PROJECT, folder);
    if (!existsSync(path)) return [];
    return /\.\w+$/.test(folder) ? [folder] : below(path);
  });
  return files.filter((file) => endings.some((ending) => file.endsWith(ending))).sort();
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (IGNORED.includes(entry.name)) return [];
    return entry.isDirectory() ? below(path) : [relative(PROJECT, path)];
  });
}

/** The lines of a file of the project. */
export function linesOf(file: string): string[] {
  return read(file).replace(/\n$/, "").split("\n");
}

/** The text of a file of the project. */
export function read(file: string): string {
  return readFileSync(join(PROJECT, file), "utf8");
}

/** Lists the lines that match: `"docs/speed.md:12: the line"`. */
export function matches(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    linesOf(file).flatMap((line, index) =>
      pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    ),
  );
}
