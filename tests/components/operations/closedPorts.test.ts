import { expect, test } from "vitest";
import { closedPorts } from "../../../components/operations/closedPorts";
import type { Forwarding } from "../../../components/operations/closedReason";
import type { RunHost } from "../../../components/operations/runSpec";

const [A, B, C] = ["10.0.0.1", "10.0.0.2", "10.0.0.3"] as const;

function hostAt(address: string, ports: readonly number[]): RunHost {
  return { address, ports: [...ports], domain: address, ssh: { address, port: 22, user: "root" } };
}

/** A network in which some ways are closed: `"10.0.0.1 -> 10.0.0.2:17000"`; it counts what is tried. */
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

test("closedPorts() names each closed way with its direction", async () => {
  const network = new Network(`${A} -> ${B}:17002`, `${B} -> ${A}:7000`);
  const hosts = [hostAt(A, [7000]), hostAt(B, [7002]), hostAt(C, [7003])];
  expect(await closedPorts(hosts, network.clients(A, B, C))).toEqual([
    `${A} cannot reach the bus port 17002 of ${B}: Connection refused`,
    `${B} cannot reach the client port 7000 of ${A}: Connection refused`,
  ]);
});

test("closedPorts() tries from the hosts alone to which there is a connection", async () => {
  const network = new Network();
  const hosts = [hostAt(A, [7000]), hostAt(B, [7001])];
  expect(await closedPorts(hosts, network.clients(B))).toEqual([]);
  expect(network.tried.sort()).toEqual([`${B} -> ${A}:17000`, `${B} -> ${A}:7000`]);
});

test("closedPorts() has 50 connects under way at most, and tries all the same all", async () => {
  const network = new Network();
  const ports = Array.from({ length: 40 }, (_, index) => 7000 + index);
  await closedPorts([hostAt(A, ports), hostAt(B, ports)], network.clients(A, B));
  expect(network.tried).toHaveLength(160);
  expect(network.mostAtOnce).toBe(50);
});
