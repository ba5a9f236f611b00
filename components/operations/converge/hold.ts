import { nodesOf } from "../../cluster/spec/clusterSpec";
import type { Observed } from "../../cluster/state/observed";
import type { RunHost, RunSpec } from "../../spec/runSpec";
import { NodeConnections } from "../redis/nodeConnections";
import type { HostLock } from "../ssh/hostLock";
import { acquireLocks, acquireOtherLocks } from "../ssh/hostLocks";
import { systemClock } from "./clock";
import { ClusterObserver } from "./clusterObserver";
import { withLeaving } from "./leavingHosts";
import { observeAgreed } from "./untilAgreed";

/** What a run of converge works with: the hosts, locked, and connections to all nodes. */
export class Hold {
  readonly #spec: RunSpec;
  readonly #locks = new Map<string, HostLock>();
  #hosts: readonly RunHost[];
  #connections: NodeConnections;
  #observer: ClusterObserver;

  private constructor(spec: RunSpec) {
    this.#spec = spec;
    this.#hosts = spec.hosts;
    this.#connections = new NodeConnections(nodesOf(spec.hosts), spec.password);
    this.#observer = this.#newObserver();
  }

  /**
   * Locks the hosts and observes all nodes: those of the configuration and those that leave it.
   * @throws Error of a held lock
   */
  static async take(spec: RunSpec): Promise<{ readonly hold: Hold; readonly first: Observed }> {
    const hold = new Hold(spec);
    try {
      return { hold, first: await hold.#take() };
    } catch (error) {
      hold.close();
      throw error;
    }
  }

  /** The hosts of the configuration and those of the nodes that leave it. */
  get hosts(): readonly RunHost[] {
    return this.#hosts;
  }

  get connections(): NodeConnections {
    return this.#connections;
  }

  /** By the host's address. A host that does not answer has none if the configuration does not name it. */
  get locks(): ReadonlyMap<string, HostLock> {
    return this.#locks;
  }

  get observer(): ClusterObserver {
    return this.#observer;
  }

  close(): void {
    this.#connections.close();
    for (const lock of this.#locks.values()) lock.close();
  }

  async #take(): Promise<Observed> {
    // Nodes are observed only under the locks: until then another run may change them.
    const [locks] = await Promise.all([acquireLocks(this.#spec), this.#connections.open()]);
    this.#add(locks);
    const declared = await this.#observe();
    const { hosts: all, record } = this.#spec;
    // A run that keeps no records cannot know whose these are.
    const hosts = record === undefined ? all : withLeaving(all, this.#observer.records());
    if (hosts === this.#spec.hosts) return declared;
    this.#connections.close();
    this.#hosts = hosts;
    this.#connections = new NodeConnections(nodesOf(hosts), this.#spec.password);
    this.#add(await acquireOtherLocks({ ...this.#spec, hosts }, this.#locks));
    this.#observer = this.#newObserver();
    return this.#observe();
  }

  #add(locks: ReadonlyMap<string, HostLock>): void {
    for (const [address, lock] of locks) this.#locks.set(address, lock);
  }

  #observe(): Promise<Observed> {
    return observeAgreed(() => this.#observer.observeWithHosts(), systemClock);
  }

  #newObserver(): ClusterObserver {
    const spec = { ...this.#spec, hosts: this.#hosts };
    return new ClusterObserver(spec, { nodes: this.#connections, locks: this.#locks });
  }
}
