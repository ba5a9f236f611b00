import { homedir } from "node:os";

/** Replaces a leading `~` by the home directory: `"~/.ssh/known_hosts"`. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=\/)/, homedir());
}
