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
