import { BlockList, isIP, isIPv4 } from "node:net";
import { WRITE_AS_IPV4 } from "../text/cures/configCures";

/** Writes an IP address in its one short form: `"FD00:56:0:0:0:0:0:65"` is `"fd00:56::65"`. Other text stays. */
export function shortAddress(text: string): string {
  return isIP(text) === 6 && !text.includes("%")
    ? new URL(`http://[${text}]`).hostname.slice(1, -1)
    : text;
}

/** Says why servers cannot bind and announce a text, to follow its path; undefined if they can. */
export function addressFault(text: string): string | undefined {
  if (isIP(text) === 0) return "must be an IP address: the nodes announce it to clients";
  const [address = ""] = text.split("%");
  const family = familyOf(address);
  // Otherwise a list would take it for the IPv4 address.
  if (family === "ipv6" && MAPPED.check(address, family)) return WRITE_AS_IPV4;
  return FAULTS.find(({ list }) => list.check(address, family))?.reason;
}

export function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, familyOf(address));
}

/** True if everybody on the internet may send to this address. */
export function isPublic(address: string): boolean {
  return isIPv4(address)
    ? !RESERVED.check(address, "ipv4")
    : UNICAST.check(address, "ipv6") && !RESERVED.check(address, "ipv6");
}

export function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}

const OWN_ADDRESS = "must be the address that the host's servers bind";

const FAULTS = [
  { list: listOf("0.0.0.0/8", "::/128"), reason: `${OWN_ADDRESS}, not the one for all addresses` },
  { list: listOf("224.0.0.0/4", "ff00::/8"), reason: `${OWN_ADDRESS}, not a multicast address` },
  { list: listOf("255.255.255.255/32"), reason: `${OWN_ADDRESS}, not the broadcast address` },
  { list: listOf("fe80::/10"), reason: "must be routed: a link-local address cannot be announced" },
];

const MAPPED = listOf("::ffff:0:0/96");

const LOOPBACK = listOf("127.0.0.0/8", "::1/128");

/** @see https://www.iana.org/assignments/iana-ipv6-address-space */
const UNICAST = listOf("2000::/3");

/** Private, shared, special and documentation ranges. @see RFC 6890 */
const RESERVED = listOf(
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "2001:db8::/32",
  "3fff::/20",
);

function listOf(...subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = "", bits] = subnet.split("/");
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}
