import { addressOf, portOf } from "./clusterSpec";

const NAMED_AT_MOST = 4;
const FIRST = 3;

/** Sorts the names of nodes and groups them by host: `"10.1.0.9:7000, 7001; 10.1.0.12:7000"`; of 5 or more the first three and `"; ..."`. */
export function listNodes(names: readonly string[]): string {
  const all = [...portsByHost(names)].flatMap(([address, ports]) =>
    ports.map((port) => ({ address, port })),
  );
  const shown = all.length > NAMED_AT_MOST ? all.slice(0, FIRST) : all;
  const hosts = [...new Set(shown.map(({ address }) => address))].map((host) => {
    const ports = shown.filter(({ address }) => address === host).map(({ port }) => port);
    return `${host}:${ports.join(", ")}`;
  });
  return [...hosts, ...(shown.length < all.length ? ["..."] : [])].join("; ");
}

/** Names up to four nodes and counts more: `"10.1.0.11:7000, 7001"`, `"6 nodes"`. */
export function nameOrCount(names: readonly string[]): string {
  return names.length > NAMED_AT_MOST ? `${names.length} nodes` : listNodes(names);
}

/** Names up to four hosts, in their order, and counts more: `"10.1.0.11, 10.1.0.12"`, `"6 hosts"`. */
export function nameOrCountHosts(addresses: readonly string[]): string {
  return addresses.length > NAMED_AT_MOST ? `${addresses.length} hosts` : addresses.join(", ");
}

function portsByHost(names: readonly string[]): Map<string, number[]> {
  const hosts = new Map<string, number[]>();
  for (const name of names) {
    const ports = hosts.get(addressOf(name));
    if (ports === undefined) hosts.set(addressOf(name), [portOf(name)]);
    else ports.push(portOf(name));
  }
  for (const ports of hosts.values()) ports.sort((a, b) => a - b);
  return new Map([...hosts].sort(([a], [b]) => compareAddresses(a, b)));
}

/** Puts 10.1.0.9 before 10.1.0.12. */
export function compareAddresses(a: string, b: string): number {
  return sortKey(a) < sortKey(b) ? -1 : 1;
}

/** An Intl.Collator does too, but takes each program 0.03 s to load. */
function sortKey(address: string): string {
  return address.replace(/\d+/g, (digits) => digits.padStart(5, "0"));
}
