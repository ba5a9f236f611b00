import { overlaps } from "./overlaps";
import { parseAddress } from "./parseAddress";
import { parsePrefix } from "./parsePrefix";

/**
 * Whether an address belongs to nobody on the Internet: RFC 1918, or RFC 2544 (198.18.0.0/15, for
 * tests of networks).
 */
export function isPrivate(address: string): boolean {
  const range = { first: parseAddress(address), length: 32 };
  return PRIVATE.some((prefix) => overlaps(range, prefix));
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15"].map(parsePrefix);
