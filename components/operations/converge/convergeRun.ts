import { blockers } from "../../cluster/checks/blockers";
import { clusterProblems, nodeProblems } from "../../cluster/checks/health";
import { describeProblem } from "../../cluster/checks/problem";
import { unreachableBusPorts } from "../../cluster/checks/unreachableBusPorts";
import { plan } from "../../cluster/plan/plan";
import { memberNames, type Topology } from "../../cluster/spec/topology";
import { hasAllLinks } from "../../cluster/state/links";
import { isClose, type Observed } from "../../cluster/state/observed";
import {
  describeBatch,
  describeStep,
  phaseOf,
  runTogether,
  type Step,
  seenBy,
  waitOf,
} from "../../cluster/steps/step";
import { bulletList } from "../../text/bulletList";
import type { Clock } from "./clock";
import { type NodeObserver, untilReady } from "./nodeWatch";
import { runSteps } from "./runSteps";
import { type WaitLimits, waitUntil } from "./waitUntil";

/** Nodes above which the whole run may take 60 s instead of 30 s. */
const MANY_NODES = 30;

/** Observes nodes and hosts. Every method throws when a host's lock is lost. */
export interface Observer extends NodeObserver {
  /** Observes all nodes and inspects the hosts. */
  observeWithHosts(): Promise<Observed>;
  /** The same, with every directive of the nodes. */
  observeClosely(): Promise<Observed>;
  /** The names of all members on the hosts, declared or not, at the last inspection. */
  members(): readonly string[];
}

/** Performs one step. An OK is no evidence: the run observes the effect. @param ids the node IDs by name */
export type StepRunner = (step: Step, ids: ReadonlyMap<string, string>) => Promise<void>;

/** What a run works through. */
export interface ConvergePorts {
  readonly observer: Observer;
  readonly perform: StepRunner;
  /** Tries the nodes' ports from host to host and returns a line for each closed one. */
  readonly closedPorts: () => Promise<readonly string[]>;
  readonly clock: Clock;
  /** Receives one line of progress. */
  readonly say: (line: string) => void;
}

/** One run of converge: observe, plan, perform the first steps, wait for their effect, repeat. */
export class ConvergeRun {
  readonly #topology: Topology;
  readonly #names: readonly string[];
  readonly #ports: ConvergePorts;
  readonly #limit: number;
  readonly #deadline: number;

  constructor(topology: Topology, ports: ConvergePorts) {
    this.#topology = topology;
    this.#names = memberNames(topology);
    this.#ports = ports;
    this.#limit = this.#names.length > MANY_NODES ? 60_000 : 30_000;
    this.#deadline = ports.clock.now() + this.#limit;
  }

  /** Returns the formed cluster. @throws Error after it has restored the temporary settings */
  async run(): Promise<Observed> {
    const { observer, say } = this.#ports;
    let observed = await observer.observeWithHosts();
    this.#refuseUndeclared();
    try {
      await this.#refuseClosedPorts(observed);
      for (;;) {
        this.#refuseBlockers(observed);
        const steps = plan(this.#topology, observed);
        const [first] = steps;
        const isReady = steps.every((step) => phaseOf(step) === "formed");
        if (isReady && clusterProblems(this.#topology, observed).length > 0) {
          observed = await this.#untilFormed(observed);
        } else if (first !== undefined) {
          observed = await this.#performAll(first, steps, observed);
        } else if (isClose(observed)) {
          say("formed: every node agrees on roles and slots, every replica is in sync");
          return observed;
        } else {
          observed = await observer.observeClosely();
        }
      }
    } catch (error) {
      // The next run restores what this cannot; the error at hand is the one to report.
      await this.#restoreSettings().catch(() => undefined);
      throw error;
    }
  }

  /** Members that the stack does not declare would be cut off from their cluster. */
  #refuseUndeclared(): void {
    const undeclared = this.#ports.observer.members().filter((name) => !this.#names.includes(name));
    if (undeclared.length === 0) return;
    throw new Error(
      `Cannot go on as members of a cluster are no nodes of this stack; put them back into its hosts:${bulletList(undeclared)}`,
    );
  }

  #refuseBlockers(observed: Observed): void {
    const problems = blockers(this.#topology, observed);
    if (problems.length === 0) return;
    throw new Error(
      `Cannot go on as the cluster is not as it must be:${bulletList(problems.map(describeProblem))}`,
    );
  }

  /** Without this check the nodes would wait 6 s for each other and the error could only guess. */
  async #refuseClosedPorts(observed: Observed): Promise<void> {
    this.#refuseBlockers(observed);
    if (!plan(this.#topology, observed).some(({ kind }) => kind === "meet")) return;
    const closed = await this.#ports.closedPorts();
    if (closed.length === 0) return;
    throw new Error(
      `Cannot form the cluster as hosts cannot reach each other's ports; open them:${bulletList(closed)}`,
    );
  }

  /** Performs the steps like the first one at once, until none like it is planned. */
  async #performAll(first: Step, steps: readonly Step[], observed: Observed): Promise<Observed> {
    const { clock, say } = this.#ports;
    const began = clock.now();
    const wait = waitOf(first);
    let todo = steps.filter((step) => runTogether(step, first));
    const what = describeBatch([first, ...todo.slice(1)]);
    for (let seen = observed; ; ) {
      await this.#perform(todo, seen);
      seen = await (wait.until === "linked"
        ? this.#untilLinked(seen, wait.resend)
        : this.#untilDone(todo, seen));
      todo = this.#planned(seen, first);
      const took = clock.now() - began;
      if (todo.length === 0) {
        say(`${what}: ${Math.round(took)} ms`);
        return seen;
      }
      if (wait.until !== "linked" || took >= wait.limit) throw this.#stuck(todo, seen);
    }
  }

  #perform(steps: readonly Step[], observed: Observed): Promise<void> {
    const ids = idsOf(observed);
    return runSteps(steps, (step) => this.#ports.perform(step, ids));
  }

  async #untilDone(steps: readonly Step[], before: Observed): Promise<Observed> {
    const { observer } = this.#ports;
    const [first] = steps;
    if (first === undefined) return before;
    const nodes = steps.map(({ node }) => node);
    const { seen } = await waitUntil({
      ...this.#limits(this.#limit),
      observe: () =>
        seenBy(first) === "host" ? observer.observeClosely() : observer.observeSome(before, nodes),
      missing: (now) => this.#planned(now, first).map(describeStep),
    });
    return seen;
  }

  #untilLinked(before: Observed, resend: number): Promise<Observed> {
    const isReady = (name: string, seen: Observed) => hasAllLinks(name, seen, this.#names);
    return this.#untilReady(before, isReady, resend);
  }

  /** Waits for the formed cluster and returns it, all nodes observed at once. */
  async #untilFormed(before: Observed): Promise<Observed> {
    const isReady = (name: string, seen: Observed) =>
      nodeProblems(name, seen, this.#names).length === 0;
    const seen = await this.#untilReady(before, isReady, this.#limit);
    const rest = clusterProblems(this.#topology, seen);
    if (rest.length === 0) return seen;
    throw new Error(
      `Cannot wait longer than ${this.#limit / 1000} s for the cluster to settle:${bulletList(rest)}`,
    );
  }

  #untilReady(
    before: Observed,
    isReady: (name: string, seen: Observed) => boolean,
    stall: number,
  ): Promise<Observed> {
    const { observer } = this.#ports;
    return untilReady({ observer, before, names: this.#names, isReady }, this.#limits(stall));
  }

  #planned(observed: Observed, like: Step): Step[] {
    return plan(this.#topology, observed).filter((step) => runTogether(step, like));
  }

  #limits(stall: number): WaitLimits {
    return { deadline: this.#deadline, stall, clock: this.#ports.clock };
  }

  #stuck(todo: readonly Step[], seen: Observed): Error {
    const closed = unreachableBusPorts(this.#topology, seen);
    return todo[0]?.kind === "meet" && closed.length > 0
      ? new Error(
          `Cannot form the cluster as nodes do not hear each other; open the bus ports:${bulletList(closed)}`,
        )
      : new Error(`Cannot see these steps take effect:${bulletList(todo.map(describeStep))}`);
  }

  /** Restores the declared settings on all nodes that still answer. */
  async #restoreSettings(): Promise<void> {
    const observed = await this.#ports.observer.observe();
    const steps = plan(this.#topology, observed).filter(
      (step) => step.kind === "setTimeouts" && step.settings === "declared",
    );
    await this.#perform(steps, observed);
  }
}

function idsOf(observed: Observed): Map<string, string> {
  return new Map(
    [...observed].flatMap(([name, node]) => (node.answers ? [[name, node.id] as const] : [])),
  );
}
