import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import type { LabPaths } from "./labPaths";
import type { LabState } from "./labState";

/** Writes the state by renaming, so that a reader finds the old one or the new one, whole. */
export function writeState(paths: LabPaths, state: LabState): void {
  mkdirSync(paths.directory, { recursive: true });
  writeFileSync(`${paths.state}.next`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${paths.state}.next`, paths.state);
}
