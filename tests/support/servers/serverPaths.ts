import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../engine/cacheFolder";

/** A server of another version than the lab's image has. */
export interface OtherServer {
  /** A folder to lay on top of the hosts' file system: `openLab({ layers: [layer] })`. */
  readonly layer: string;
  /** The server's path on such a host, its client beside it: `"/opt/valkey/bin/valkey-server"`. */
  readonly command: string;
}

/** Where the servers and Pythons are that `fetchServers` makes. */
export interface ServerPaths {
  /** Redis 5.0.6, the nearest to the example's 5.0.3 that can be had. */
  readonly redis5: OtherServer;
  /** The newest Redis of Debian. */
  readonly redis8: OtherServer;
  /** The newest Valkey of Debian. */
  readonly valkey: OtherServer;
  /** A Python with the packages of examples/python: a program's absolute path. */
  readonly pythonNew: string;
  /** A Python with those of examples/tutorial. */
  readonly pythonTutorial: string;
}

/** Names them in the user's cache folder; whether they are there is not looked at. */
export function serverPaths(environment = process.env): ServerPaths {
  const folder = join(cacheFolder(environment), "servers");
  const server = (name: string, command: string) => ({ layer: join(folder, name), command });
  return {
    redis5: server("redis-5.0.6", "/opt/redis-5.0.6/bin/redis-server"),
    redis8: server("redis-8", "/opt/redis/bin/redis-server"),
    valkey: server("valkey", "/opt/valkey/bin/valkey-server"),
    pythonNew: python(folder, "new", "python"),
    pythonTutorial: python(folder, "tutorial", "tutorial"),
  };
}

/** The file that says what an example's Python has: `"python"` is that of examples/python. */
export function requirementsPath(example: string): string {
  return join(__dirname, "..", "..", "..", "examples", example, "requirements.txt");
}

/** Other requirements are another Python. */
function python(folder: string, name: string, example: string): string {
  const text = readFileSync(requirementsPath(example));
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return join(folder, `python-${name}-${hash}`, "bin", "python3");
}
