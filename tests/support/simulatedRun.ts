import type { Topology } from "../../components/cluster/spec/topology";
import type { Observed, ObservedNode } from "../../components/cluster/state/observed";
import { describeStep, type Step } from "../../components/cluster/steps/step";
import { ConvergeRun } from "../../components/operations/converge/convergeRun";
import type { Observer } from "../../components/operations/converge/ports";
import { FakeClock } from "./fakeClock";
import type { SimulatedCluster, SimulatedNode } from "./simulatedCluster";

/** What goes wrong in a run. */
export interface Faults {
  /** Steps that are accepted and have no effect. */
  readonly ignores?: (step: Step) => boolean;
  /** The reason for which a step is refused. */
  readonly refuses?: (step: Step) => string | undefined;
  /** Runs after a step took effect. */
  readonly after?: (step: Step, cluster: SimulatedCluster) => void;
  /** ms that a step takes. */
  readonly takes?: (step: Step) => number;
  /** The number of steps after which the run is killed: nothing of it happens any more. */
  readonly killedAfter?: number;
  /** The number of steps after which a host's lock is lost. */
  readonly lockLostAfter?: number;
  /** What is closed between the hosts. */
  readonly closedPorts?: readonly string[];
  /** What an observation shows instead. @param before how many there were before it */
  readonly shows?: (observed: Observed, before: number) => Observed;
  /** Members on the hosts that are not in the cluster's node list. */
  readonly undeclared?: readonly string[];
}

type NodeFiles = Pick<SimulatedNode, "recorded" | "pidFile" | "saved">;

/** One run of converge on a simulated cluster: no network, and no time but the fake clock's. */
export class SimulatedRun {
  readonly clock = new FakeClock(500);
  /** The lines of progress. */
  readonly said: string[] = [];
  /** The steps that took effect, as texts. */
  readonly performed: string[] = [];
  /** The members that the records name, by the steps that wrote them. */
  readonly records: string[][] = [];
  /** How often the ports between the hosts were tried. */
  portChecks = 0;
  readonly #topology: Topology;
  readonly #cluster: SimulatedCluster;
  readonly #faults: Faults;
  /** The steps that were begun. */
  #begun = 0;
  #observations = 0;
  /** The files of the nodes at the last inspection of their hosts. */
  #inspected: ReadonlyMap<string, NodeFiles> = new Map();

  constructor(topology: Topology, cluster: SimulatedCluster, faults: Faults = {}) {
    this.#topology = topology;
    this.#cluster = cluster;
    this.#faults = faults;
  }

  async converge(): Promise<Observed> {
    const observer = this.#observer();
    const run = new ConvergeRun(this.#topology, {
      observer,
      perform: async (step, ids) => this.#perform(step, ids),
      closedPorts: async () => {
        this.portChecks += 1;
        return this.#faults.closedPorts ?? [];
      },
      clock: this.clock,
      say: (line) => this.said.push(line),
    });
    return run.run(await observer.observeWithHosts());
  }

  #observer(): Observer {
    return {
      observe: async () => this.#observe(false),
      observeSome: async (before, names) => {
        const now = this.#observe(false);
        return new Map(
          [...before].map(([name, node]) => [
            name,
            (names.includes(name) && now.get(name)) || node,
          ]),
        );
      },
      observeWithHosts: async () => {
        this.#inspect();
        return this.#observe(false);
      },
      observeClosely: async () => {
        this.#inspect();
        return this.#observe(true);
      },
      members: () => [...(this.#faults.undeclared ?? []), ...this.#recordedNames()],
    };
  }

  #inspect(): void {
    this.#inspected = new Map(
      [...this.#cluster.nodes].map(([name, { recorded, pidFile, saved }]) => [
        name,
        { recorded, pidFile, saved },
      ]),
    );
  }

  #recordedNames(): string[] {
    return [...this.#inspected].flatMap(([name, { recorded }]) => (recorded ? [name] : []));
  }

  #observe(closely: boolean): Observed {
    this.#requireAlive();
    if (this.#begun >= (this.#faults.lockLostAfter ?? Number.POSITIVE_INFINITY))
      throw new Error("the lock of a host was lost");
    const observed = new Map(
      [...this.#cluster.observe()].map(([name, node]) => [name, this.#known(name, node, closely)]),
    );
    return this.#faults.shows?.(observed, this.#observations++) ?? observed;
  }

  /** What a run knows of a node: what it answers now, and its files at the last inspection. */
  #known(name: string, node: ObservedNode, closely: boolean): ObservedNode {
    if (!node.answers) return node;
    const { conf, recorded: _recorded, pidFile: _pidFile, saved: _saved, ...answered } = node;
    return {
      ...answered,
      ...this.#inspected.get(name),
      ...(closely ? { conf, directives: new Map() } : {}),
    };
  }

  #perform(step: Step, ids: ReadonlyMap<string, string>): void {
    this.#requireAlive();
    this.#begun += 1;
    this.clock.time += this.#faults.takes?.(step) ?? 1;
    const reason = this.#faults.refuses?.(step);
    if (reason !== undefined) throw new Error(`Cannot ${describeStep(step)}: ${reason}`);
    if (this.#faults.ignores?.(step)) return;
    if (step.kind === "replicate" && !ids.has(step.primary))
      throw new Error(`the ID of ${step.primary} is unknown`);
    if (step.kind === "record") this.records.push([...ids.keys()].sort());
    this.#cluster.apply(step);
    this.performed.push(describeStep(step));
    this.#faults.after?.(step, this.#cluster);
  }

  #requireAlive(): void {
    if (this.#begun >= (this.#faults.killedAfter ?? Number.POSITIVE_INFINITY))
      throw new Error("killed");
  }
}
