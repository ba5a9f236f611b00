import { parseAddress } from "./parseAddress";

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
