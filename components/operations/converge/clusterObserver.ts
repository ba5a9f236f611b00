import type { ClusterRecord } from "../../cluster/state/clusterRecord";
import type { Observed } from "../../cluster/state/observed";
import type { HostInspection } from "../../host/inspectScript";
import type { RunSpec } from "../../spec/runSpec";
import { requireRecords } from "./hostRecords";
import { joinHostFacts, recordedNames } from "./joinHostFacts";
import type { Observer } from "./ports";

/** Reads the state of nodes: all of them, unless some are named. */
export interface NodeReader {
  observe(names?: Iterable<string>): Promise<Observed>;
  observeClosely(): Promise<Observed>;
}

export interface LockedHost {
  inspect(ports: readonly number[]): Promise<HostInspection>;
  requireHeld(): void;
}

export class ClusterObserver implements Observer {
  readonly #spec: RunSpec;
  readonly #nodes: NodeReader;
  readonly #locks: ReadonlyMap<string, LockedHost>;
  #inspections: ReadonlyMap<string, HostInspection> = new Map();

  constructor(
    spec: RunSpec,
    from: { readonly nodes: NodeReader; readonly locks: ReadonlyMap<string, LockedHost> },
  ) {
    this.#spec = spec;
    this.#nodes = from.nodes;
    this.#locks = from.locks;
  }

  async observe(): Promise<Observed> {
    this.#requireLocks();
    return this.#join(await this.#nodes.observe());
  }

  async observeSome(before: Observed, names: readonly string[]): Promise<Observed> {
    this.#requireLocks();
    const now = this.#join(await this.#nodes.observe(names));
    const renewed = names.flatMap((name) => {
      const node = now.get(name);
      return node === undefined ? [] : [[name, node] as const];
    });
    return new Map([...before, ...renewed]);
  }

  observeWithHosts(): Promise<Observed> {
    return this.#withHosts(() => this.#nodes.observe());
  }

  observeClosely(): Promise<Observed> {
    return this.#withHosts(() => this.#nodes.observeClosely());
  }

  members(): string[] {
    return recordedNames(this.#inspections);
  }

  /** The records of the hosts at the last inspection. @throws Error that names an unreadable one */
  records(): ClusterRecord[] {
    const found = [...this.#inspections].map(([address, { record }]) => [address, record] as const);
    return requireRecords(found, this.#spec);
  }

  async #withHosts(observe: () => Promise<Observed>): Promise<Observed> {
    this.#requireLocks();
    const [observed, inspections] = await Promise.all([
      observe(),
      Promise.all(this.#spec.hosts.map(({ address, ports }) => this.#inspect(address, ports))),
    ]);
    this.#inspections = new Map(inspections.flat());
    return this.#join(observed);
  }

  async #inspect(address: string, ports: readonly number[]): Promise<[string, HostInspection][]> {
    const lock = this.#locks.get(address);
    return lock === undefined ? [] : [[address, await lock.inspect(ports)]];
  }

  #join(observed: Observed): Observed {
    return joinHostFacts(observed, {
      inspections: this.#inspections,
      spec: this.#spec,
      ownership: this.#spec.record,
    });
  }

  #requireLocks(): void {
    for (const lock of this.#locks.values()) lock.requireHeld();
  }
}
