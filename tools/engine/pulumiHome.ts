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
import { messageOf } from "../../components/text/messageOf";
import { quote } from "../../components/text/quote";
import { CLI_VERSION, COMMAND_VERSION } from "./versions";

type Plugin = "command" | "nodejs";

/** @see sdk/go/common/workspace/plugins.go of pulumi/pulumi */
export function pluginFile(home: string, plugin: Plugin): string {
  const [folder, file] =
    plugin === "command"
      ? [`resource-command-v${COMMAND_VERSION}`, "pulumi-resource-command"]
      : [`language-nodejs-v${CLI_VERSION}`, "pulumi-language-nodejs"];
  return join(home, "plugins", folder, file);
}

/** Installs this folder's two plugins in a Pulumi home. @throws Error if it cannot be written */
export function installOwnPlugins(home: string): void {
  const loader = resolve(__dirname, "../loader/register.js");
  const own = (main: string) =>
    wrapperScript({ node: process.execPath, loader, main: resolve(__dirname, main) });
  changing(home, () => {
    writeExecutable(pluginFile(home, "command"), own("provider/main.ts"));
    writeExecutable(pluginFile(home, "nodejs"), own("languageHost/main.ts"));
  });
}

/** Links the user's command plugin, so that it is not downloaded again. @throws Error if home is read-only */
export function linkOfficialPlugin(home: string, userHome: string): void {
  changing(home, () => {
    removeUnofficial(pluginFile(home, "nodejs"));
    removeUnofficial(pluginFile(home, "command"));
    const mine = pluginFile(home, "command");
    const users = pluginFile(userHome, "command");
    if (resolve(home) === resolve(userHome) || !isOfficial(users) || existsSync(mine)) return;
    // The CLI ignores linked folders, so the link is a file in a folder.
    mkdirSync(dirname(mine), { recursive: true });
    symlinkSync(users, mine);
  });
}

function changing(home: string, change: () => void): void {
  try {
    change();
  } catch (cause) {
    throw new Error(
      `Cannot write to the Pulumi home ${home}: ${messageOf(cause)}\n` +
        "Make that folder and its content writable for this user.",
      { cause },
    );
  }
}

interface Script {
  readonly node: string;
  readonly loader: string;
  readonly main: string;
}

export function wrapperScript({ node, loader, main }: Script): string {
  return [
    "#!/bin/sh",
    "# Written by tools/engine/pulumiHome.ts, again if it is missing or different.",
    `exec ${quote(node)} --require ${quote(loader)} ${quote(main)} "$@"`,
    "",
  ].join("\n");
}

function writeExecutable(file: string, text: string): void {
  if (isPlainFile(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  // Renamed when complete: another CLI may start it at any moment.
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text);
  chmodSync(next, 0o755);
  renameSync(next, file);
}

function isPlainFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** Removes this folder's script, a broken link or an empty folder; the CLI would try to run each. */
function removeUnofficial(file: string): void {
  if (isLarge(file) || isIncomplete(file)) return;
  rmSync(dirname(file), { recursive: true, force: true });
}

function isOfficial(file: string): boolean {
  return isLarge(file) && !isIncomplete(file);
}

/** Bytes. This folder's scripts are smaller, the official plugins have megabytes. */
const SMALLEST_OFFICIAL = 64 * 1024;

function isLarge(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && found.size >= SMALLEST_OFFICIAL;
}

/** The CLI keeps this file while it downloads a plugin. */
function isIncomplete(file: string): boolean {
  return existsSync(`${dirname(file)}.partial`);
}
