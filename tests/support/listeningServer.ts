import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ScriptHost } from "./scriptHost";
import { ADDRESS } from "./scriptNode";

/**
 * Starts a server without a PID file, which the fake client knows: it listens on a node's port and works in
 * `folder`, the node's directory if none is given. Returns its pid. Each file of tests needs its own ports.
 */
export async function startListening(
  host: ScriptHost,
  port: number,
  folder = `conf/${port}`,
): Promise<number> {
  mkdirSync(join(host.folder, folder), { recursive: true });
  const server = `require("net").createServer().listen(${port}, "${ADDRESS}", () => console.log("listens"))`;
  const command = `cd ${host.folder}/${folder} && exec ${process.execPath} -e '${server}'`;
  const { pid = 0 } = await host.startUntil(command, "listens");
  host.write(`${port}.pid`, `${pid}\n`);
  return pid;
}
