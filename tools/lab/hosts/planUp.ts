import { chooseGateways } from "../network/gateways";
import type { LabState } from "../state/labState";

/** What the lab will have after `up`, in addition to what it has. */
export interface DesiredLab {
  id: string;
  hosts: readonly string[];
  publicKey: string;
  /** Absolute paths. */
  layers: readonly string[];
}

/** Adds hosts and keys to the lab's state. @throws RangeError if the layers would change */
export function planUp(desired: DesiredLab, current: LabState | undefined): LabState {
  const publicKey = desired.publicKey.trim();
  const layers = [...desired.layers];
  if (current === undefined) {
    const hosts = [...desired.hosts];
    return { id: desired.id, publicKey, layers, gateways: chooseGateways(hosts), hosts };
  }
  if (JSON.stringify(current.layers) !== JSON.stringify(layers)) {
    throw new RangeError(
      "Cannot change the lab's layers: its hosts were created with others. Take the lab down first",
    );
  }
  const keys = current.publicKey.split("\n");
  const added = desired.hosts.filter((host) => !current.hosts.includes(host));
  const hosts = [...current.hosts, ...added];
  return {
    ...current,
    publicKey: [...new Set([...keys, publicKey])].join("\n"),
    hosts,
    gateways: chooseGateways(hosts, current.gateways),
  };
}
