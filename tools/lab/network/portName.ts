import { parseAddress } from "./parseAddress";

/** Names a host's link on the switch after its address: `"port-c0a83841"` for 192.168.56.65. */
export function portName(address: string): string {
  return `port-${parseAddress(address).toString(16).padStart(8, "0")}`;
}
