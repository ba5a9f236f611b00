import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Returns this project's folder in the user's cache, shared by all clones: `"~/.cache/redis-cluster"`. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const given = environment["XDG_CACHE_HOME"] ?? "";
  // The XDG specification says to ignore relative paths.
  const base = isAbsolute(given) ? given : join(environment["HOME"] ?? homedir(), ".cache");
  return join(base, "redis-cluster");
}
