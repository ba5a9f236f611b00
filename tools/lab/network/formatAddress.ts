/** Writes an unsigned 32-bit number as an IPv4 address: 3232249921 is `"192.168.56.65"`. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
