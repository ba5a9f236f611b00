import { existsSync, lstatSync, mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pluginFile } from "./pluginFile";

/** Below it, bytes, a plugin's file is one of this folder's scripts; the real ones have megabytes. */
const SMALLEST_PLUGIN = 64 * 1024;

/**
 * Prepares a Pulumi home for the real plugins: takes this folder's own ones out, and links in the
 * real command plugin from the user's home when it is there, so that nothing is downloaded again.
 *
 * The link is on the file, in a folder of its own, for the CLI passes over linked folders.
 */
export function linkPlugin(home: string, userHome: string): void {
  removeWrapper(pluginFile(home, "nodejs"));
  removeWrapper(pluginFile(home, "command"));
  const mine = pluginFile(home, "command");
  const users = pluginFile(userHome, "command");
  if (resolve(home) === resolve(userHome) || !isReal(users) || existsSync(mine)) return;
  mkdirSync(dirname(mine), { recursive: true });
  rmSync(mine, { force: true });
  symlinkSync(users, mine);
}

function removeWrapper(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  const isDangling = found?.isSymbolicLink() === true && !existsSync(file);
  if (isDangling || (found?.isFile() === true && found.size < SMALLEST_PLUGIN)) {
    rmSync(dirname(file), { recursive: true });
  }
}

function isReal(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  const isPartial = existsSync(`${dirname(file)}.partial`);
  return found !== undefined && found.size >= SMALLEST_PLUGIN && !isPartial;
}
