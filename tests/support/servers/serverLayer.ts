import { join } from "node:path";
import { cacheFolder } from "../../../tools/engine/cacheFolder";

/** A folder to lay on top of the hosts' file system, by a server's name: `openLab({ layers: [layer] })`. */
export function serverLayer(name: string, environment = process.env): string {
  return join(cacheFolder(environment), "servers", name);
}
