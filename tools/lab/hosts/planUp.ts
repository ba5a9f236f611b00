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

/** Adds hosts to the lab's state. @throws RangeError if the key or the layers would change */
export function planUp(desired: DesiredLab, current: LabState | undefined): LabState {
  const publicKey = desired.publicKey.trim();
  const layers = [...desired.layers];
  if (current === undefined) {
    const hosts = [...desired.hosts];
    return { id: desired.id, publicKey, layers, gateways: chooseGateways(hosts), hosts };
  }
  requireSame("SSH key", current.publicKey === publicKey);
  requireSame("layers", JSON.stringify(current.layers) === JSON.stringify(layers));
  const added = desired.hosts.filter((host) => !current.hosts.includes(host));
  const hosts = [...current.hosts, ...added];
  return { ...current, hosts, gateways: chooseGateways(hosts, current.gateways) };
}

function requireSame(subject: string, isSame: boolean): void {
  if (isSame) return;
  throw new RangeError(
    `Cannot change the lab's ${subject}: its hosts were created with another. ` +
      "Take the lab down first",
  );
}
