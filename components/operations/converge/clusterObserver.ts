import type { Observed } from "../../cluster/state/observed";
import type { HostLook } from "../../host/hostInspection";
import type { RunSpec } from "../../spec/runSpec";
import type { NodeConnections } from "../redis/nodeConnections";
import type { HostGuard } from "../ssh/hostLock";
import { heldNames, joinDisks } from "./joinHostFacts";

/** What converge sees of a cluster whose hosts it has locked. */
export class Survey {
  readonly #spec: RunSpec;
  readonly #connections: NodeConnections;
  readonly #guards: ReadonlyMap<string, HostGuard>;
  #looks: ReadonlyMap<string, HostLook> = new Map();

  constructor(spec: RunSpec, connections: NodeConnections, guards: ReadonlyMap<string, HostGuard>) {
    this.#spec = spec;
    this.#connections = connections;
    this.#guards = guards;
  }

  /**
   * Asks all nodes; what lies on disk is as it was at the last look there.
   *
   * @throws Error when a host is not locked any more.
   */
  async look(): Promise<Observed> {
    this.#requireHeld();
    return this.#join(await this.#connections.observe());
  }

  /**
   * Asks some nodes; all else is as it was `seen`.
   *
   * @throws Error when a host is not locked any more.
   */
  async lookAgain(seen: Observed, names: readonly string[]): Promise<Observed> {
    this.#requireHeld();
    const now = this.#join(await this.#connections.observe(names));
    const again = names.flatMap((name) => {
      const node = now.get(name);
      return node === undefined ? [] : [[name, node] as const];
    });
    return new Map([...seen, ...again]);
  }

  /** Asks all nodes and looks at the disks. */
  lookAtDisks(): Promise<Observed> {
    return this.#lookWith(this.#connections.observe());
  }

  /** Looks at the disks as well, and asks the nodes for all their directives. */
  lookClosely(): Promise<Observed> {
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
    for (const guard of this.#guards.values()) guard.requireHeld();
  }

  #join(observed: Observed): Observed {
    return joinDisks(observed, this.#looks, this.#spec);
  }

  async #lookAt(address: string, ports: readonly number[]): Promise<[string, HostLook][]> {
    const guard = this.#guards.get(address);
    return guard === undefined ? [] : [[address, await guard.look(ports)]];
  }
}
