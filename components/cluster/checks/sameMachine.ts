import { LIST_AS_ONE_HOST } from "../../text/cures/clusterCures";
import type { Problem } from "./problem";

/** Such hosts would fail together. @param addresses of each host's interfaces, by its declared address */
export function sameMachine(addresses: ReadonlyMap<string, readonly string[]>): Problem[] {
  const hosts = [...addresses.keys()];
  return hosts.flatMap((host, index) =>
    hosts
      .slice(index + 1)
      .filter(
        (other) => addresses.get(host)?.includes(other) || addresses.get(other)?.includes(host),
      )
      .map((other) => ({
        kind: "hosts on the same machine",
        text: `${host} and ${other} are addresses of the same machine`,
        advice: LIST_AS_ONE_HOST,
      })),
  );
}
