import { formatAddress, NETWORK_LENGTH, networkOf, parseAddress } from "./address";

/** One in `kept`, else the first free of .1, .254, .253, ... @throws RangeError if a network has none */
export function chooseGateways(hosts: readonly string[], kept: readonly string[] = []): string[] {
  const networks = new Set(hosts.map(networkOf));
  const covered = new Set(kept.map((gateway) => networkOf(addressOf(gateway))));
  const added = [...networks].filter((network) => !covered.has(network));
  return [...kept, ...added.map((network) => chooseGateway(network, hosts))];
}

function chooseGateway(network: string, hosts: readonly string[]): string {
  const first = parseAddress(addressOf(network));
  const taken = new Set(hosts.map(parseAddress));
  const free = [1, ...countDown(254, 2)].find((last) => !taken.has(first + last));
  if (free === undefined) {
    throw new RangeError(
      `Network ${network} has no free address for this machine: all 254 are hosts. ` +
        "Leave one address free",
    );
  }
  return `${formatAddress(first + free)}/${NETWORK_LENGTH}`;
}

function addressOf(prefix: string): string {
  return prefix.split("/")[0] ?? "";
}

function countDown(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}
