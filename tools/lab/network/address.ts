import { isIPv4 } from "node:net";

/**
 * Reads an IPv4 address as an unsigned 32-bit number: `"192.168.56.65"` is 3232249921.
 *
 * @throws TypeError when the text is no IPv4 address in dotted form.
 */
export function parseAddress(text: string): number {
  if (!isIPv4(text)) {
    throw new TypeError(
      `Cannot read ${JSON.stringify(text)} as a host's address must be IPv4 in dotted form, ` +
        `such as "192.168.56.65"`,
    );
  }
  return text.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

/** Writes an unsigned 32-bit number as an IPv4 address: 3232249921 is `"192.168.56.65"`. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

/** How many leading bits the lab's networks have. */
export const NETWORK_LENGTH = 24;

/** Names the network of a host: `"192.168.56.65"` is in `"192.168.56.0/24"`. */
export function networkOf(address: string): string {
  const number = parseAddress(address);
  return `${formatAddress(number - (number % 256))}/${NETWORK_LENGTH}`;
}

/**
 * Whether an address belongs to nobody on the Internet: RFC 1918, or RFC 2544 (198.18.0.0/15, for
 * tests of networks).
 */
export function isPrivate(address: string): boolean {
  const range = { first: parseAddress(address), length: 32 };
  return PRIVATE.some((prefix) => overlaps(range, prefix));
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15"].map(parsePrefix);

/** A range of IPv4 addresses: the `length` leading bits of `first`. */
export interface Prefix {
  first: number;
  /** 0 to 32. */
  length: number;
}

/** Reads `"192.168.56.0/24"`, or `"192.168.56.70"` for that one address, or `"default"`. */
export function parsePrefix(text: string): Prefix {
  if (text === "default") return { first: 0, length: 0 };
  const [address = "", length = "32"] = text.split("/");
  return { first: parseAddress(address), length: Number(length) };
}

/** Whether two ranges have an address in common, as one of them then lies in the other. */
export function overlaps(one: Prefix, other: Prefix): boolean {
  const size = 2 ** (32 - Math.min(one.length, other.length));
  return Math.floor(one.first / size) === Math.floor(other.first / size);
}
