import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { findMarked } from "../processes/labProcesses";
import type { LabLocation } from "./labLocation";

/** What a lab was created with. What runs is not recorded but read from /proc each time. */
export interface LabState {
  /** As `labId` returns it. Another ID belongs to a lab in another network namespace. */
  id: string;
  /** The keys that may log in as root, one a line: `"ssh-ed25519 AAAA... comment"`. */
  publicKey: string;
  /** Further read-only layers, topmost first, absolute paths. */
  layers: string[];
  /** This machine's addresses in the lab: `"192.168.56.1/24"`. */
  gateways: string[];
  /** The hosts' addresses, in the order of their creation. */
  hosts: string[];
}

/**
 * Returns the lab's state; `undefined` if there is none or its network namespace has ended.
 * @throws RangeError if the directory's lab runs in another network namespace
 */
export function readOwnState(location: LabLocation): LabState | undefined {
  const state = readState(location);
  if (state === undefined || state.id === location.id) return state;
  const [other] = findMarked(state.id);
  if (other === undefined) return undefined;
  throw new RangeError(
    `Cannot use the lab in ${location.directory}: its hosts run in another network namespace ` +
      `(process ${other.pid}). Use it from there`,
  );
}

function readState({ state }: LabLocation): LabState | undefined {
  const text = readIfExists(state);
  if (text === undefined) return undefined;
  try {
    const read: LabState = JSON.parse(text);
    return read;
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read the lab's state: ${state} is not JSON. Delete the file, then take the lab down`,
      { cause },
    );
  }
}

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the state by renaming, so that a reader sees the whole old or the whole new one. */
export function writeState(location: LabLocation, state: LabState): void {
  mkdirSync(location.directory, { recursive: true });
  writeFileSync(`${location.state}.next`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${location.state}.next`, location.state);
}
