import { chooseGateways } from "../network/gateways";
import type { LabState } from "../state/labState";

/** What a lab is to have after `up`, beside what it has. */
export interface LabWish {
  id: string;
  hosts: readonly string[];
  publicKey: string;
  /** Absolute. */
  layers: readonly string[];
}

/**
 * Says what the lab's state becomes: hosts are added, none is taken away.
 *
 * @throws RangeError when it would change what the hosts there are were made with.
 */
export function planUp(wish: LabWish, present: LabState | undefined): LabState {
  const publicKey = wish.publicKey.trim();
  const layers = [...wish.layers];
  if (present === undefined) {
    const hosts = [...wish.hosts];
    return { id: wish.id, publicKey, layers, gateways: chooseGateways(hosts), hosts };
  }
  refuseChange("public key", present.publicKey === publicKey);
  refuseChange("layers", JSON.stringify(present.layers) === JSON.stringify(layers));
  const added = wish.hosts.filter((host) => !present.hosts.includes(host));
  const hosts = [...present.hosts, ...added];
  return { ...present, hosts, gateways: chooseGateways(hosts, present.gateways) };
}

function refuseChange(subject: string, isSame: boolean): void {
  if (isSame) return;
  throw new RangeError(
    `Cannot change the lab's ${subject} as its hosts were made with it: ` +
      "they are there, take the lab down first",
  );
}
