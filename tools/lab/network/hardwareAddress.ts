import { parseAddress } from "./parseAddress";

/** Gives a host's link its hardware address: `"02:4c:c0:a8:38:41"` for 192.168.56.65. */
export function hardwareAddress(address: string): string {
  const bytes = parseAddress(address).toString(16).padStart(8, "0").match(/../g) ?? [];
  // The 2 in the first byte: given by hand, by no maker.
  return ["02", "4c", ...bytes].join(":");
}
