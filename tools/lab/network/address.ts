import { isIPv4 } from "node:net";

/** Parses an IPv4 address: `"192.168.56.65"` is 3232249921. @throws TypeError if it is not one */
export function parseAddress(text: string): number {
  if (!isIPv4(text)) {
    throw new TypeError(
      `${JSON.stringify(text)} is not an IPv4 address. Write it like 192.168.56.65`,
    );
  }
  return text.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

export const NETWORK_LENGTH = 24;

/** Returns the network of a host: `"192.168.56.65"` is in `"192.168.56.0/24"`. */
export function networkOf(address: string): string {
  const number = parseAddress(address);
  return `${formatAddress(number - (number % 256))}/${NETWORK_LENGTH}`;
}

/** A range of IPv4 addresses: those that share the `length` leading bits of `first`. */
export interface Prefix {
  first: number;
  length: number;
}

/** Parses `"192.168.56.0/24"`, a single address such as `"192.168.56.70"`, or `"default"`. */
export function parsePrefix(text: string): Prefix {
  if (text === "default") return { first: 0, length: 0 };
  const [address = "", length = "32"] = text.split("/");
  return { first: parseAddress(address), length: Number(length) };
}

export function overlaps(one: Prefix, other: Prefix): boolean {
  const size = 2 ** (32 - Math.min(one.length, other.length));
  return Math.floor(one.first / size) === Math.floor(other.first / size);
}

/** RFC 1918, and RFC 2544 (network tests). */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15"].map(parsePrefix);

export function isPrivate(address: string): boolean {
  const range = { first: parseAddress(address), length: 32 };
  return PRIVATE.some((prefix) => overlaps(range, prefix));
}
