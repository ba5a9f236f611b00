import type { LabState } from "./labState";
import { chooseGateways } from "./network/chooseGateways";

/** What a lab is to have after `up`, beside what it has. */
export interface LabWish {
  id: string;
  hosts: readonly string[];
  publicKey: string;
  /** Absolute. */
  layers: readonly string[];
}

/**
 * Plans the lab's next state: hosts and keys are added, none is removed.
 *
 * @throws RangeError if the existing hosts have other layers
 */
export function planUp(wish: LabWish, present: LabState | undefined): LabState {
  const publicKey = wish.publicKey.trim();
  const layers = [...wish.layers];
  if (present === undefined) {
    const hosts = [...wish.hosts];
    return { id: wish.id, publicKey, layers, gateways: chooseGateways(hosts), hosts };
  }
  refuseChange("layers", JSON.stringify(present.layers) === JSON.stringify(layers));
  const keys = present.publicKey.split("\n");
  const added = wish.hosts.filter((host) => !present.hosts.includes(host));
  const hosts = [...present.hosts, ...added];
  return {
    ...present,
    publicKey: [...new Set([...keys, publicKey])].join("\n"),
    hosts,
    gateways: chooseGateways(hosts, present.gateways),
  };
}

function refuseChange(subject: string, isSame: boolean): void {
  if (isSame) return;
  throw new RangeError(
    `Cannot change the lab's ${subject} as its hosts were made with it: ` +
      "they are there, take the lab down first",
  );
}
