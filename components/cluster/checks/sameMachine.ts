/**
 * Names the hosts that are one machine, which would be lost together though they are declared apart.
 *
 * @param addresses are those of each host's own interfaces, by the address that the stack gives it
 */
export function sameMachine(addresses: ReadonlyMap<string, readonly string[]>): string[] {
  const hosts = [...addresses.keys()];
  return hosts.flatMap((host, index) =>
    hosts
      .slice(index + 1)
      .filter(
        (other) => addresses.get(host)?.includes(other) || addresses.get(other)?.includes(host),
      )
      .map((other) => `${host} and ${other} are addresses of one machine: list it as one host`),
  );
}
