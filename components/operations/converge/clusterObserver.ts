import type { Observed } from "../../cluster/state/observed";
import type { HostInspection } from "../../host/inspectScript";
import type { RunSpec } from "../../spec/runSpec";
import type { NodeConnections } from "../redis/nodeConnections";
import type { HostLock } from "../ssh/hostLock";
import { heldNames, joinHostFacts } from "./joinHostFacts";

/** What converge sees of a cluster whose hosts it has locked. */
export class ClusterObserver {
  readonly #spec: RunSpec;
  readonly #connections: NodeConnections;
  readonly #locks: ReadonlyMap<string, HostLock>;
  #looks: ReadonlyMap<string, HostInspection> = new Map();

  constructor(spec: RunSpec, connections: NodeConnections, locks: ReadonlyMap<string, HostLock>) {
    this.#spec = spec;
    this.#connections = connections;
    this.#locks = locks;
  }

  /**
   * Asks all nodes; what lies on disk is as it was at the last look there.
   *
   * @throws Error when a host is not locked any more.
   */
  async observe(): Promise<Observed> {
    this.#requireHeld();
    return this.#join(await this.#connections.observe());
  }

  /**
   * Asks some nodes; all else is as it was `seen`.
   *
   * @throws Error when a host is not locked any more.
   */
  async observeSome(seen: Observed, names: readonly string[]): Promise<Observed> {
    this.#requireHeld();
    const now = this.#join(await this.#connections.observe(names));
    const again = names.flatMap((name) => {
      const node = now.get(name);
      return node === undefined ? [] : [[name, node] as const];
    });
    return new Map([...seen, ...again]);
  }

  /** Asks all nodes and looks at the disks. */
  observeWithHosts(): Promise<Observed> {
    return this.#lookWith(this.#connections.observe());
  }

  /** Looks at the disks as well, and asks the nodes for all their directives. */
  observeClosely(): Promise<Observed> {
    return this.#lookWith(this.#connections.observeClosely());
  }

  /** The names of all members on the hosts, declared or not, as of the last look at the disks. */
  members(): string[] {
    return heldNames(this.#looks);
  }

  async #lookWith(asked: Promise<Observed>): Promise<Observed> {
    const [observed, looks] = await Promise.all([
      asked,
      Promise.all(this.#spec.hosts.map(({ address, ports }) => this.#lookAt(address, ports))),
    ]);
    this.#looks = new Map(looks.flat());
    return this.#join(observed);
  }

  #requireHeld(): void {
    for (const lock of this.#locks.values()) lock.requireHeld();
  }

  #join(observed: Observed): Observed {
    return joinHostFacts(observed, this.#looks, this.#spec);
  }

  async #lookAt(address: string, ports: readonly number[]): Promise<[string, HostInspection][]> {
    const lock = this.#locks.get(address);
    return lock === undefined ? [] : [[address, await lock.inspect(ports)]];
  }
}
