import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { findMarked } from "../processes/labProcesses";
import type { LabPaths } from "./labPaths";

/** What a lab remembers between two programs; what runs is asked of the machine each time. */
export interface LabState {
  /** As `labId` gives it; another one belongs to a lab in another network namespace. */
  id: string;
  /** The key that may log in as root, in OpenSSH's form: `"ssh-ed25519 AAAA... comment"`. */
  publicKey: string;
  /** Further read-only layers, the topmost first, absolute. */
  layers: string[];
  /** The machine's addresses: `"192.168.56.1/24"`. */
  gateways: string[];
  /** The hosts' addresses, in the order they were asked for. */
  hosts: string[];
}

/**
 * Gives the state of the lab `id`, `undefined` when there is none, or one whose network namespace
 * has ended.
 *
 * @throws RangeError when the directory belongs to a lab that runs in another network namespace.
 */
export function ownState(paths: LabPaths, id: string): LabState | undefined {
  const state = readState(paths);
  if (state === undefined || state.id === id) return state;
  const others = findMarked(state.id);
  if (others.length === 0) return undefined;
  throw new RangeError(
    `Cannot use the lab in ${paths.directory} as it must be used from the network namespace ` +
      `it was made in: process ${others[0]?.pid} runs there`,
  );
}

/**
 * Reads the state that lies in a lab's directory, `undefined` when there is none.
 *
 * @throws SyntaxError when the file is no JSON, as only a change by hand can make it.
 */
export function readState({ state }: LabPaths): LabState | undefined {
  const text = readIfThere(state);
  if (text === undefined) return undefined;
  try {
    const read: LabState = JSON.parse(text);
    return read;
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read the lab's state as ${state} must be JSON: it is not, ` +
        "delete it and take the lab down",
      { cause },
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the state by renaming, so that a reader finds the old one or the new one, whole. */
export function writeState(paths: LabPaths, state: LabState): void {
  mkdirSync(paths.directory, { recursive: true });
  writeFileSync(`${paths.state}.next`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${paths.state}.next`, paths.state);
}
