import { BUS_PORT_OFFSET, nodeName } from "../../cluster/spec/clusterSpec";
import type { FailedHostCheck } from "../../cluster/state/hostFacts";
import type { RunHost } from "../../spec/runSpec";
import { openPortsForOthers } from "../../text/cures/runCures";

/** Connects under way at once, of all hosts together. */
const AT_ONCE = 50;
/** ms after which no further port is tried: where everything is dropped, some pairs say enough. */
const LIMIT = 5000;
/** The same while nothing listens yet: a preview must not wait long. */
const EARLY_LIMIT = 1000;

interface Trial {
  readonly from: string;
  readonly host: Forwarding;
  readonly to: string;
  readonly port: number;
  readonly name: "client port" | "bus port";
}

/**
 * The ports that hosts cannot reach although servers listen there, in 7 s at most:
 * `"10.0.0.1 cannot reach bus ports 17003, 17004 of 10.0.0.2: Connection refused"`.
 */
export async function closedPorts(
  hosts: readonly RunHost[],
  clients: ReadonlyMap<string, Forwarding>,
): Promise<string[]> {
  const trials = hosts.flatMap(({ address }) =>
    trialsFrom(hosts, { from: address, host: clients.get(address) }),
  );
  const reasons = await reasonsOf(trials, LIMIT);
  return describe(trials, reasons).map(({ from, text }) => `${from} ${text}`);
}

/**
 * The ways to and from new nodes that are closed before a server listens there, in 3 s at most. An answer that
 * refuses the connection proves that packets arrive; a firewall that sends one is found once servers run.
 * @param isNew true for the name of a node that has no server yet
 */
export async function blockedPorts(
  hosts: readonly RunHost[],
  clients: ReadonlyMap<string, Forwarding>,
  isNew: (name: string) => boolean,
): Promise<FailedHostCheck[]> {
  const isNewOn = (address: string) => (port: number) => isNew(nodeName({ address, port }));
  const all = hosts.flatMap(({ address: from, ports }) => {
    const isFromNew = ports.some(isNewOn(from));
    const targets = isFromNew
      ? hosts
      : hosts.map((host) => ({ ...host, ports: host.ports.filter(isNewOn(host.address)) }));
    return trialsFrom(targets, { from, host: clients.get(from) });
  });
  const reasons = await reasonsOf(all, EARLY_LIMIT);
  const blocked = [...reasons].filter(([, reason]) => BLOCKED.test(reason));
  return describe(all, new Map(blocked)).map(({ from, text, count }) => ({
    host: from,
    text: `${text}. ${openPortsForOthers(count)}`,
  }));
}

/** What proves that a packet was stopped on its way; "open failed" is OpenSSH's for a connect that failed at once. */
const BLOCKED =
  /no answer|timed out|no route|unreachable|prohibited|denied|not permitted|^open failed/i;

async function reasonsOf(trials: readonly Trial[], limit: number): Promise<Map<Trial, string>> {
  const reasons = new Map<Trial, string>();
  const forbidding = new Set<Forwarding>();
  const deadline = Date.now() + limit;
  const rest = trials.values();
  const work = async () => {
    for (const trial of rest) {
      if (Date.now() > deadline) return;
      if (forbidding.has(trial.host)) continue;
      const reason = await closedReason(trial.host, trial.to, { port: trial.port });
      if (reason === FORBIDDEN) forbidding.add(trial.host);
      else if (reason !== undefined) reasons.set(trial, reason);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return reasons;
}

function trialsFrom(
  hosts: readonly RunHost[],
  { from, host }: { readonly from: string; readonly host: Forwarding | undefined },
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

const MANY_PORTS = 5;

/** The text follows the address of the host: `"cannot reach bus port 17003 of 10.0.0.2: Connection refused"`. */
function describe(
  trials: readonly Trial[],
  reasons: ReadonlyMap<Trial, string>,
): { readonly from: string; readonly text: string; readonly count: number }[] {
  const lines = new Map<string, { trial: Trial; reason: string; ports: number[] }>();
  for (const trial of trials) {
    const reason = reasons.get(trial);
    if (reason === undefined) continue;
    const { from, name, to, port } = trial;
    const key = [from, name, to, reason].join(" ");
    const line = lines.get(key);
    if (line === undefined) lines.set(key, { trial, reason, ports: [port] });
    else line.ports.push(port);
  }
  return [...lines.values()].map(({ trial: { from, name, to }, reason, ports }) => ({
    from,
    count: ports.length,
    text: `cannot reach ${name}${listPorts(ports)} of ${to}: ${reason}`,
  }));
}

/** Follows "bus port": `" 17003"`, `"s 17003, 17004"`. */
function listPorts(ports: readonly number[]): string {
  const shown = ports.length < MANY_PORTS ? ports : ports.slice(0, 3);
  const rest = ports.length - shown.length;
  return `${ports.length > 1 ? "s" : ""} ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** ms for one connect; a firewall that drops packets gives no answer at all. */
const CONNECT_LIMIT = 2000;
/** SSH_OPEN_CONNECT_FAILED: the host tried, and its own connect failed. @see RFC 4254, section 5.1 */
const CONNECT_FAILED = 2;
/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED: the host's sshd forbids forwarding, and logs each attempt. */
const PROHIBITED = 1;
/** The reason if the host may not try. */
export const FORBIDDEN = "its sshd forbids forwarding";

/** The part of an SSH connection that lets its host connect to others. */
export interface Forwarding {
  forwardOut(
    fromAddress: string,
    fromPort: number,
    toAddress: string,
    toPort: number,
    done: (error: Error | undefined, channel: { destroy(): void }) => void,
  ): unknown;
}

/** `"Connection refused"` or FORBIDDEN; undefined for an open port. `limit` is in ms. */
export function closedReason(
  host: Forwarding,
  address: string,
  { port, limit = CONNECT_LIMIT }: { readonly port: number; readonly limit?: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(`no answer in ${limit / 1000} s`), limit);
    const end = (reason: string | undefined) => {
      clearTimeout(late);
      resolve(reason);
    };
    try {
      host.forwardOut("127.0.0.1", 0, address, port, (error, channel) => {
        if (error === undefined) channel.destroy();
        end(error === undefined ? undefined : reasonOf(error));
      });
    } catch {
      // The connection to the host itself is lost, which its lock reports.
      end(undefined);
    }
  });
}

function reasonOf(error: Error): string | undefined {
  const code = "reason" in error ? error.reason : undefined;
  if (code === PROHIBITED) return FORBIDDEN;
  return code === CONNECT_FAILED ? error.message.replace(/^.*failure: /, "") : undefined;
}
