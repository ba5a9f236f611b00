import { renameSync, writeFileSync } from "node:fs";

/** Writes a file by renaming: readers and killed runs never leave or see half of it. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, text, { mode });
  renameSync(next, path);
}
