import type { Prefix } from "./parsePrefix";

/** Whether two ranges have an address in common, as one of them then lies in the other. */
export function overlaps(one: Prefix, other: Prefix): boolean {
  const size = 2 ** (32 - Math.min(one.length, other.length));
  return Math.floor(one.first / size) === Math.floor(other.first / size);
}
