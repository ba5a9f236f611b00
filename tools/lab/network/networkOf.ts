import { formatAddress } from "./formatAddress";
import { parseAddress } from "./parseAddress";

/** How many leading bits the lab's networks have. */
export const NETWORK_LENGTH = 24;

/** Names the network of a host: `"192.168.56.65"` is in `"192.168.56.0/24"`. */
export function networkOf(address: string): string {
  const number = parseAddress(address);
  return `${formatAddress(number - (number % 256))}/${NETWORK_LENGTH}`;
}
