import { formatAddress, NETWORK_LENGTH, networkOf, parseAddress } from "./address";

/**
 * Gives the machine an address in each network of the hosts, `"192.168.56.1/24"`: what it already
 * has (`kept`), else the first of .1, .254, .253, ... that is no host's.
 *
 * @throws RangeError when hosts use up a network.
 */
export function chooseGateways(hosts: readonly string[], kept: readonly string[] = []): string[] {
  const networks = new Set(hosts.map(networkOf));
  const settled = new Set(kept.map((gateway) => networkOf(addressOf(gateway))));
  const added = [...networks].filter((network) => !settled.has(network));
  return [...kept, ...added.map((network) => chooseGateway(network, hosts))];
}

function chooseGateway(network: string, hosts: readonly string[]): string {
  const first = parseAddress(addressOf(network));
  const taken = new Set(hosts.map(parseAddress));
  const free = [1, ...countDown(254, 2)].find((last) => !taken.has(first + last));
  if (free === undefined) {
    throw new RangeError(
      `Cannot give the machine an address in ${network} as hosts must leave one free: ` +
        "all 254 are hosts",
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
