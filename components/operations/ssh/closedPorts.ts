import { BUS_PORT_OFFSET } from "../../cluster/spec/clusterSpec";
import type { RunHost } from "../../spec/runSpec";

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

/** ms for one connect; a firewall that drops packets gives no answer at all. */
const CONNECT_LIMIT = 2000;
/** SSH_OPEN_CONNECT_FAILED: the host tried, and its own connect failed. @see RFC 4254, section 5.1 */
const CONNECT_FAILED = 2;

/** The part of an SSH connection to a host by which that host connects elsewhere. */
export interface Forwarding {
  forwardOut(
    fromAddress: string,
    fromPort: number,
    toAddress: string,
    toPort: number,
    done: (error: Error | undefined, channel: { destroy(): void }) => void,
  ): unknown;
}

/**
 * Lets a host connect to a port of another one, by its sshd alone, and hang up at once. Returns why it
 * cannot: `"Connection refused"`, `"no answer in 2 s"`. Nothing when it can, or when its sshd forbids
 * forwarding, so that it cannot be tried.
 */
export function closedReason(
  host: Forwarding,
  address: string,
  port: number,
  limit = CONNECT_LIMIT,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(`no answer in ${limit / 1000} s`), limit);
    const tell = (reason: string | undefined) => {
      clearTimeout(late);
      resolve(reason);
    };
    try {
      host.forwardOut("127.0.0.1", 0, address, port, (error, channel) => {
        if (error === undefined) channel.destroy();
        tell(error === undefined ? undefined : reasonOf(error));
      });
    } catch {
      // The connection to the host itself is gone, which others see and say.
      tell(undefined);
    }
  });
}

function reasonOf(error: Error): string | undefined {
  const isClosed = "reason" in error && error.reason === CONNECT_FAILED;
  return isClosed ? error.message.replace(/^.*failure: /, "") : undefined;
}
