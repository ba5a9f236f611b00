import { BUS_PORT_OFFSET } from "../cluster/unheard";
import { closedReason, type Forwarding } from "./closedReason";
import type { RunHost } from "./runSpec";

/** Connects under way at once, of all hosts together. */
const AT_ONCE = 50;
/** ms after which no further port is tried: where everything is dropped, some pairs say enough. */
const LIMIT = 5000;

/** One connect to be tried. */
interface Trial {
  readonly from: string;
  readonly host: Forwarding;
  readonly to: string;
  readonly port: number;
  readonly name: "client port" | "bus port";
}

/**
 * Tries from every host every port of the nodes on the others, client and bus, and says which are closed:
 * `"192.168.56.65 cannot reach the bus port 17003 of 192.168.56.66: Connection refused"`. A host that
 * forbids forwarding is passed over. Takes 7 s at most.
 *
 * @param clients are the SSH connections by the hosts' addresses
 */
export async function closedPorts(
  hosts: readonly RunHost[],
  clients: ReadonlyMap<string, Forwarding>,
): Promise<string[]> {
  const trials = hosts.flatMap(({ address }) => trialsFrom(address, clients.get(address), hosts));
  const reasons = new Map<Trial, string>();
  const deadline = Date.now() + LIMIT;
  // All workers take from this one iterator.
  const rest = trials.values();
  const work = async () => {
    for (const trial of rest) {
      if (Date.now() > deadline) return;
      const reason = await closedReason(trial.host, trial.to, trial.port);
      if (reason !== undefined) reasons.set(trial, reason);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return trials.flatMap((trial) => {
    const { from, name, port, to } = trial;
    const reason = reasons.get(trial);
    return reason === undefined
      ? []
      : [`${from} cannot reach the ${name} ${port} of ${to}: ${reason}`];
  });
}

function trialsFrom(
  from: string,
  host: Forwarding | undefined,
  hosts: readonly RunHost[],
): Trial[] {
  if (host === undefined) return [];
  return hosts
    .filter(({ address }) => address !== from)
    .flatMap(({ address: to, ports }) =>
      ports.flatMap((port): Trial[] => [
        { from, host, to, port, name: "client port" },
        { from, host, to, port: port + BUS_PORT_OFFSET, name: "bus port" },
      ]),
    );
}
