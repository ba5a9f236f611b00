import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CLI_VERSION, COMMAND_VERSION } from "./versions";

/** The plugins that a stack of Commands in TypeScript needs. */
export type Plugin = "command" | "nodejs";

/**
 * Where the CLI looks for a plugin in a Pulumi home. A language host is looked for there too, after
 * PATH and the CLI's own folder; the version in its name is the CLI's.
 *
 * @see sdk/go/common/workspace/plugins.go of pulumi/pulumi, getPluginInfoAndPath
 */
export function pluginFile(home: string, plugin: Plugin): string {
  const [folder, file] =
    plugin === "command"
      ? [`resource-command-v${COMMAND_VERSION}`, "pulumi-resource-command"]
      : [`language-nodejs-v${CLI_VERSION}`, "pulumi-language-nodejs"];
  return join(home, "plugins", folder, file);
}

const ENGINE = __dirname;

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

/**
 * The text of an executable that runs a plugin's main.ts by this clone's loader, whatever the
 * working directory is. Paths may hold blanks and quotes.
 */
export function wrapperScript(node: string, loader: string, main: string): string {
  return [
    "#!/bin/sh",
    "# Written by engine/home; it is written again when it is missing or differs.",
    `exec ${quote(node)} --require ${quote(loader)} ${quote(main)} "$@"`,
    "",
  ].join("\n");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

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
