import { parseAddress } from "./address";

/** Names this machine's link to the lab `id`: `"lab-0a1b2c3d"`. The kernel allows 15 characters. */
export function linkName(id: string): string {
  return `lab-${id}`;
}

/** Names a host's link on the switch: `"port-c0a83841"` for 192.168.56.65. */
export function portName(address: string): string {
  return `port-${parseAddress(address).toString(16).padStart(8, "0")}`;
}

/** Returns the MAC address of a host's link: `"02:4c:c0:a8:38:41"` for 192.168.56.65. */
export function hardwareAddress(address: string): string {
  const bytes = parseAddress(address).toString(16).padStart(8, "0").match(/../g) ?? [];
  // 02 marks a locally administered address.
  return ["02", "4c", ...bytes].join(":");
}
