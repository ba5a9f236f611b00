import { describe, expect, test } from "vitest";
import {
  blockedPorts,
  closedPorts,
  closedReason,
  FORBIDDEN,
  type Forwarding,
} from "../../../../components/operations/ssh/closedPorts";

import type { RunHost } from "../../../../components/spec/runSpec";

const [A, B, C] = ["10.0.0.1", "10.0.0.2", "10.0.0.3"] as const;

function hostAt(address: string, ports: readonly number[]): RunHost {
  return { address, ports: [...ports], domain: address, ssh: { address, port: 22, user: "root" } };
}

/** A network in which some ways are closed, `"10.0.0.1 -> 10.0.0.2:17000"`; it counts the trials. */
class Network {
  readonly tried: string[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  readonly #closed: readonly string[];

  constructor(...closed: string[]) {
    this.#closed = closed;
  }

  clients(...hosts: string[]): Map<string, Forwarding> {
    return new Map(hosts.map((from) => [from, this.#client(from)]));
  }

  #client(from: string): Forwarding {
    return {
      forwardOut: (_from, _port, to, port, done) => {
        const way = `${from} -> ${to}:${port}`;
        this.tried.push(way);
        this.atOnce += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
        setImmediate(() => {
          this.atOnce -= 1;
          const refused = Object.assign(new Error("failure: Connection refused"), { reason: 2 });
          done(this.#closed.includes(way) ? refused : undefined, { destroy: () => undefined });
        });
      },
    };
  }
}

test("closedPorts() tries from every host both ports of each node on the others", async () => {
  const network = new Network();
  const hosts = [hostAt(A, [7000, 7001]), hostAt(B, [7002])];
  expect(await closedPorts(hosts, network.clients(A, B))).toEqual([]);
  expect(network.tried.sort()).toEqual([
    `${A} -> ${B}:17002`,
    `${A} -> ${B}:7002`,
    `${B} -> ${A}:17000`,
    `${B} -> ${A}:17001`,
    `${B} -> ${A}:7000`,
    `${B} -> ${A}:7001`,
  ]);
});

test("closedPorts() names each closed port with its direction", async () => {
  const network = new Network(`${A} -> ${B}:17002`, `${B} -> ${A}:7000`);
  const hosts = [hostAt(A, [7000]), hostAt(B, [7002]), hostAt(C, [7003])];
  expect(await closedPorts(hosts, network.clients(A, B, C))).toEqual([
    `${A} cannot reach bus port 17002 of ${B}: Connection refused`,
    `${B} cannot reach client port 7000 of ${A}: Connection refused`,
  ]);
});

test("closedPorts() lists the ports of one pair in one line, the first three of many", async () => {
  const ports = [7000, 7001, 7002, 7003, 7004];
  const closed = [
    ...ports.map((port) => `${A} -> ${B}:${port + 10000}`),
    `${A} -> ${B}:7003`,
    `${A} -> ${B}:7004`,
  ];
  const network = new Network(...closed);
  expect(await closedPorts([hostAt(A, []), hostAt(B, ports)], network.clients(A))).toEqual([
    `${A} cannot reach bus ports 17000, 17001, 17002 and 2 more of ${B}: Connection refused`,
    `${A} cannot reach client ports 7003, 7004 of ${B}: Connection refused`,
  ]);
});

test("closedPorts() tries only from hosts to which there is a connection", async () => {
  const network = new Network();
  const hosts = [hostAt(A, [7000]), hostAt(B, [7001])];
  expect(await closedPorts(hosts, network.clients(B))).toEqual([]);
  expect(network.tried.sort()).toEqual([`${B} -> ${A}:17000`, `${B} -> ${A}:7000`]);
});

test("closedPorts() has at most 50 connects under way, and tries all", async () => {
  const network = new Network();
  const ports = Array.from({ length: 40 }, (_, index) => 7000 + index);
  await closedPorts([hostAt(A, ports), hostAt(B, ports)], network.clients(A, B));
  expect(network.tried).toHaveLength(160);
  expect(network.mostAtOnce).toBe(50);
});

/** A host whose connects end like this. */
function hostThat(answer: (done: Parameters<Forwarding["forwardOut"]>[4]) => void): Forwarding {
  return { forwardOut: (_from, _port, _to, _toPort, done) => answer(done) };
}

/** An error of ssh2. */
function failure(reason: number, text: string): Error {
  return Object.assign(new Error(`(SSH) Channel open failure: ${text}`), { reason });
}

test("closedReason() has the host connect, and returns nothing for an open port", async () => {
  const seen: unknown[] = [];
  const host: Forwarding = {
    forwardOut: (_from, _port, to, toPort, done) => {
      seen.push(to, toPort);
      done(undefined, { destroy: () => seen.push("hung up") });
    },
  };
  expect(await closedReason(host, "10.0.0.6", { port: 17000 })).toBeUndefined();
  expect(seen).toEqual(["10.0.0.6", 17000, "hung up"]);
});

test("closedReason() returns the host's reason", async () => {
  const host = hostThat((done) =>
    done(failure(2, "Connection refused"), { destroy: () => undefined }),
  );
  expect(await closedReason(host, "10.0.0.6", { port: 17000 })).toBe("Connection refused");
});

test("closedReason() tells a host apart that may not try", async () => {
  const host = hostThat((done) => done(failure(1, "prohibited"), { destroy: () => undefined }));
  expect(await closedReason(host, "10.0.0.6", { port: 17000 })).toBe(FORBIDDEN);
});

test("closedPorts() asks a host that forbids forwarding no more than its first ports", async () => {
  let asked = 0;
  const host = hostThat((done) => {
    asked += 1;
    setImmediate(() => done(failure(1, "prohibited"), { destroy: () => undefined }));
  });
  const ports = Array.from({ length: 40 }, (_, index) => 7000 + index);
  const hosts = [hostAt(A, []), hostAt(B, ports)];
  expect(await closedPorts(hosts, new Map([[A, host]]))).toEqual([]);
  expect(asked).toBe(50);
});

describe("blockedPorts()", () => {
  const HOSTS = [hostAt(A, [7000]), hostAt(B, [7001]), hostAt(C, [7002])];
  const every = () => true;

  /** Every connect of every host ends like this. */
  function answering(reason: number, text: string): Map<string, Forwarding> {
    const host = hostThat((done) => done(failure(reason, text), { destroy: () => undefined }));
    return new Map([A, B, C].map((address) => [address, host]));
  }

  test.each(["Connection refused", "Connection reset by peer", "words that nobody knows"])(
    "takes a port for open while nothing listens there: %s",
    async (text) => {
      expect(await blockedPorts(HOSTS, answering(2, text), every)).toEqual([]);
      expect(await blockedPorts(HOSTS, answering(1, text), every)).toEqual([]);
    },
  );

  test.each(["No route to host", "Connection timed out", "Network is unreachable", "open failed"])(
    "names what stops a packet: %s",
    async (text) => {
      const [first, ...rest] = await blockedPorts(HOSTS, answering(2, text), every);
      expect(first).toEqual({
        host: A,
        text: `cannot reach client port 7001 of ${B}: ${text}. Open it for the other hosts`,
      });
      expect(rest).toHaveLength(11);
    },
  );

  test("tries the ways to new nodes, and from their hosts, and no others", async () => {
    const network = new Network();
    const clients = network.clients(A, B, C);
    expect(await blockedPorts(HOSTS, clients, () => false)).toEqual([]);
    expect(network.tried).toEqual([]);
    await blockedPorts(HOSTS, clients, (name) => name === `${C}:7002`);
    expect(network.tried.sort()).toEqual([
      `${A} -> ${C}:17002`,
      `${A} -> ${C}:7002`,
      `${B} -> ${C}:17002`,
      `${B} -> ${C}:7002`,
      `${C} -> ${A}:17000`,
      `${C} -> ${A}:7000`,
      `${C} -> ${B}:17001`,
      `${C} -> ${B}:7001`,
    ]);
  });
});

test("closedReason() returns nothing where the connection to the host is lost", async () => {
  const host = hostThat(() => {
    throw new Error("Not connected");
  });
  expect(await closedReason(host, "10.0.0.6", { port: 17000 })).toBeUndefined();
});

test("closedReason() waits no longer than its limit", async () => {
  const host = hostThat(() => undefined);
  expect(await closedReason(host, "10.0.0.6", { port: 17000, limit: 20 })).toBe(
    "no answer in 0.02 s",
  );
});
