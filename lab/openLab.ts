import { resolve } from "node:path";
import { buildImage } from "./buildImage";
import { down } from "./down";
import { endHost } from "./endHost";
import { execOnHost } from "./execOnHost";
import type { HostStatus } from "./hostStatus";
import { labId } from "./labId";
import { labPaths } from "./labPaths";
import { portName } from "./network/portName";
import { onSwitch } from "./onSwitch";
import { findHosts, type HostProcess } from "./processes/findHosts";
import type { ToolResult } from "./processes/runTool";
import { startAgain } from "./startAgain";
import { status } from "./status";
import { up } from "./up";
import { withLock } from "./withLock";

/** Which lab, and what its hosts are made of. */
export interface LabOptions {
  /** Where its state and disks are; made when missing. One lab for each directory. */
  directory: string;
  /** Read-only folders on top of the image, the topmost first. @default [] */
  layers?: readonly string[];
  /** Hears what a long step does. @default nobody */
  log?: (line: string) => void;
}

/** Throw-away hosts on this machine. Several programs may use one lab, one after the other. */
export interface Lab {
  /** Starts the hosts that are missing. `publicKey` and earlier ones may log in as root on all hosts. */
  up(hosts: readonly { address: string }[], options: { publicKey: string }): Promise<void>;
  /** Takes everything away, disks included. */
  down(): Promise<void>;
  /** Looks at every host. */
  status(): Promise<HostStatus[]>;
  /** Ends a host as a loss of power does, and returns when all on it is gone; its disk stays. */
  crash(address: string): Promise<void>;
  /** Starts a host that has ended on the disk it had. */
  start(address: string): Promise<void>;
  /** Takes a host's link down: it runs on and hears nobody. */
  cut(address: string): Promise<void>;
  /** Takes it up again. */
  heal(address: string): Promise<void>;
  /** Runs a program as root on a host, past its network. */
  exec(address: string, argv: readonly string[], input?: string | Buffer): Promise<ToolResult>;
}

/**
 * Opens the lab in a directory; nothing happens before the first act. Every act throws an Error
 * that says what it could not do and why.
 */
export function openLab({ directory, layers = [], log = () => {} }: LabOptions): Lab {
  const paths = labPaths(directory);
  const id = labId(directory);
  const locked = <T>(act: () => Promise<T>) => withLock(id, act);
  const setPort = (address: string, position: "up" | "down") =>
    locked(async () => {
      requireHost(id, address);
      await onSwitch(paths, "link", "set", portName(address), position);
    });
  return {
    up: (hosts, { publicKey }) =>
      locked(async () => {
        const addresses = hosts.map((host) => host.address);
        const wish = { id, publicKey, hosts: addresses, layers: layers.map((one) => resolve(one)) };
        await up(wish, paths, () => buildImage({ log }));
      }),
    down: () => locked(() => down(id, paths)),
    status: () => status(id, paths),
    crash: (address) => locked(() => endHost(requireHost(id, address))),
    start: (address) => locked(() => startAgain(address, id, paths)),
    cut: (address) => setPort(address, "down"),
    heal: (address) => setPort(address, "up"),
    exec: async (address, argv, input) => execOnHost(requireHost(id, address), argv, input),
  };
}

function requireHost(id: string, address: string): HostProcess {
  const host = findHosts(id).get(address);
  if (host !== undefined) return host;
  throw new RangeError(`Cannot use host ${address} as it must run: it was not made, or has ended`);
}
