import { parseAddress } from "./address";

/** Names the machine's link to the lab `id`: `"lab-0a1b2c3d"`; the kernel allows 15 characters. */
export function linkName(id: string): string {
  return `lab-${id}`;
}

/** Names a host's link on the switch after its address: `"port-c0a83841"` for 192.168.56.65. */
export function portName(address: string): string {
  return `port-${parseAddress(address).toString(16).padStart(8, "0")}`;
}

/** Gives a host's link its hardware address: `"02:4c:c0:a8:38:41"` for 192.168.56.65. */
export function hardwareAddress(address: string): string {
  const bytes = parseAddress(address).toString(16).padStart(8, "0").match(/../g) ?? [];
  // The 2 in the first byte: given by hand, by no maker.
  return ["02", "4c", ...bytes].join(":");
}
