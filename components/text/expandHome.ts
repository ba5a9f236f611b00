import { homedir } from "node:os";

/** Writes out the home folder in a path as a person gives it: `"~/.ssh/known_hosts"`. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=\/)/, homedir());
}
