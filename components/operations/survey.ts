import type { Observed } from "../cluster/observed";
import type { HostLook } from "../host/hostLook";
import type { HostGuard } from "./hostGuard";
import { heldNames, joinDisks } from "./joinDisks";
import type { NodeConnections } from "./nodeConnections";
import type { RunSpec } from "./runSpec";

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
   * Asks all nodes; what lies on disk is as it was at the last close look.
   *
   * @throws Error when a host is not locked any more.
   */
  async look(): Promise<Observed> {
    for (const guard of this.#guards.values()) guard.requireHeld();
    return joinDisks(await this.#connections.observe(), this.#looks, this.#spec);
  }

  /** Looks at the disks as well, and asks the nodes for all their directives. */
  async lookClosely(): Promise<Observed> {
    const [observed, looks] = await Promise.all([
      this.#connections.observeClosely(),
      Promise.all(this.#spec.hosts.map(({ address, ports }) => this.#lookAt(address, ports))),
    ]);
    this.#looks = new Map(looks.flat());
    return joinDisks(observed, this.#looks, this.#spec);
  }

  /** The names of all members on the hosts, declared or not, as of the last close look. */
  members(): string[] {
    return heldNames(this.#looks);
  }

  async #lookAt(address: string, ports: readonly number[]): Promise<[string, HostLook][]> {
    const guard = this.#guards.get(address);
    return guard === undefined ? [] : [[address, await guard.look(ports)]];
  }
}
