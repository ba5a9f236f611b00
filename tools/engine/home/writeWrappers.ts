import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Plugin, pluginFile } from "./pluginFile";
import { wrapperScript } from "./wrapperScript";

const ENGINE = resolve(__dirname, "..");

/**
 * Puts the two plugins of this folder into a Pulumi home, each as a small script; leaves alone what
 * is already right.
 */
export function writeWrappers(home: string): void {
  const mains: [Plugin, string][] = [
    ["command", resolve(ENGINE, "provider/main.ts")],
    ["nodejs", resolve(ENGINE, "languageHost/main.ts")],
  ];
  for (const [plugin, main] of mains) {
    const text = wrapperScript(
      process.execPath,
      resolve(ENGINE, "..", "loader", "register.js"),
      main,
    );
    writeExecutable(pluginFile(home, plugin), text);
  }
}

function writeExecutable(file: string, text: string): void {
  if (isPlainFile(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  // By renaming, or a CLI that starts meanwhile could run half a script.
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text);
  chmodSync(next, 0o755);
  renameSync(next, file);
}

function isPlainFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
