import { resolve } from "node:path";
import type { ToolResult } from "../processes/runTool";
import { withLock } from "../processes/withLock";
import { down } from "./hosts/down";
import { endHost } from "./hosts/endHost";
import { execOnHost } from "./hosts/execOnHost";
import { startAgain } from "./hosts/startHost";
import { type HostStatus, status } from "./hosts/status";
import { up } from "./hosts/up";
import { buildImage } from "./image/buildImage";
import { setPort } from "./network/switch";
import { findHosts, type HostProcess } from "./processes/labProcesses";
import { locateLab } from "./state/labLocation";

/** How long a program waits for another one that changes the same lab, in ms. */
const LOCK_LIMIT = 60_000;

/** Which lab, and what its hosts are made of. */
export interface LabOptions {
  /** For its state and disks; created if missing. Each directory has one lab. */
  directory: string;
  /** Read-only directories on top of the image, topmost first. @default [] */
  layers?: readonly string[];
  /** Receives a line when a long step starts. @default nobody */
  log?: (line: string) => void;
}

/** Throw-away hosts on this machine. Programs that change the same lab wait for each other. */
export interface Lab {
  /** Starts those hosts that do not run. Root may log in to all with `publicKey`, as with earlier ones. */
  up(hosts: readonly { address: string }[], options: { publicKey: string }): Promise<void>;
  /** Removes all hosts and their disks. */
  down(): Promise<void>;
  status(): Promise<HostStatus[]>;
  /** Ends a host and all its processes, like a power failure. Keeps its disk. */
  crash(address: string): Promise<void>;
  /** Starts a stopped host on its disk. */
  start(address: string): Promise<void>;
  /** Disconnects a host from the network. It keeps running. */
  cut(address: string): Promise<void>;
  /** Reconnects a host. */
  heal(address: string): Promise<void>;
  /** Runs a program as root on a host, without using its network. */
  exec(address: string, argv: readonly string[], input?: string | Buffer): Promise<ToolResult>;
}

/** Opens the lab in a directory. Changes nothing; the methods throw an Error with cause and cure. */
export function openLab({ directory, layers = [], log = () => {} }: LabOptions): Lab {
  const location = locateLab(directory);
  const { id, disks } = location;
  const lock = { activity: "changing this lab", limit: LOCK_LIMIT, log };
  const locked = <T>(action: () => Promise<T>) => withLock(location.lock, action, lock);
  const connect = (address: string, position: "up" | "down") =>
    locked(async () => {
      requireHost(id, address);
      await setPort(address, { disks, position });
    });
  return {
    up: (hosts, { publicKey }) =>
      locked(async () => {
        const addresses = hosts.map((host) => host.address);
        const absolute = layers.map((layer) => resolve(layer));
        const desired = { id, publicKey, hosts: addresses, layers: absolute };
        await up(desired, { location, image: () => buildImage({ log }) });
      }),
    down: () => locked(() => down(location)),
    status: () => status(location),
    crash: (address) => locked(async () => endHost(requireHost(id, address))),
    start: (address) => locked(() => startAgain(address, location)),
    cut: (address) => connect(address, "down"),
    heal: (address) => connect(address, "up"),
    exec: async (address, argv, input) => execOnHost(requireHost(id, address), { argv, input }),
  };
}

function requireHost(id: string, address: string): HostProcess {
  const host = findHosts(id).get(address);
  if (host !== undefined) return host;
  throw new RangeError(`Host ${address} does not run: it was never created, or has ended`);
}
