import { blockers } from "../../cluster/checks/blockers";
import { describeProblems, section } from "../../cluster/checks/describeProblems";
import { clusterProblems, nodeProblems } from "../../cluster/checks/health";
import { unreachableBusPorts } from "../../cluster/checks/unreachableBusPorts";
import { plan } from "../../cluster/plan/plan";
import { nodeName, nodesOf } from "../../cluster/spec/clusterSpec";
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
import type { RunSpec } from "../../spec/runSpec";
import { bulletList } from "../../text/bulletList";
import { closedPorts } from "../ssh/closedPorts";
import type { ClusterObserver } from "./clusterObserver";
import { untilReady } from "./nodeWatch";
import type { StepContext } from "./perform";
import { runSteps } from "./runSteps";
import { type WaitLimits, waitUntil } from "./waitUntil";

/** Nodes above which the whole run may take 60 s in place of 30 s. */
const MANY_NODES = 30;

/** One run of converge: observe, plan, do the first steps, wait until they are so, and again. */
export class ConvergeRun {
  readonly #spec: RunSpec;
  readonly #topology: Topology;
  readonly #observer: ClusterObserver;
  readonly #context: Omit<StepContext, "ids">;
  readonly #say: (line: string) => void;
  readonly #limit: number;
  readonly #deadline: number;

  constructor(
    spec: RunSpec,
    topology: Topology,
    tools: { readonly observer: ClusterObserver; readonly context: Omit<StepContext, "ids"> },
    say: (line: string) => void,
  ) {
    this.#spec = spec;
    this.#topology = topology;
    this.#observer = tools.observer;
    this.#context = tools.context;
    this.#say = say;
    this.#limit = nodesOf(spec.hosts).length > MANY_NODES ? 60_000 : 30_000;
    this.#deadline = Date.now() + this.#limit;
  }

  /** Returns the formed cluster. @throws Error, after it has put back what was temporary */
  async toTheEnd(): Promise<Observed> {
    let observed = await this.#observer.observeWithHosts();
    this.#refuseStrangers();
    try {
      await this.#refuseClosedPorts(observed);
      for (;;) {
        this.#refuse(observed);
        const steps = plan(this.#topology, observed);
        const [first] = steps;
        if (
          steps.every((step) => phaseOf(step) === "formed") &&
          clusterProblems(this.#topology, observed).length > 0
        ) {
          observed = await this.#settle(observed);
        } else if (first !== undefined) {
          observed = await this.#doAll(first, steps, observed);
        } else if (isClose(observed)) {
          this.#say("formed: every node agrees on roles and slots, every replica is in sync");
          return observed;
        } else {
          observed = await this.#observer.observeClosely();
        }
      }
    } catch (error) {
      // What it cannot put back the next run sees and sets; the error at hand is the one to read.
      await this.#putBack().catch(() => undefined);
      throw error;
    }
  }

  /** Members on our hosts that are not of this node list would be cut off from their cluster. */
  #refuseStrangers(): void {
    const declared = new Set(nodesOf(this.#spec.hosts).map(nodeName));
    const strangers = this.#observer.members().filter((name) => !declared.has(name));
    if (strangers.length === 0) return;
    throw new Error(
      `Cannot go on as members of a cluster are no nodes of this stack; put them back into its hosts:${bulletList(strangers)}`,
    );
  }

  #refuse(observed: Observed): void {
    const problems = blockers(this.#topology, observed);
    if (problems.length === 0) return;
    throw new Error(
      section("Cannot go on as the cluster is not as it must be:", describeProblems(problems)),
    );
  }

  /** Nodes that have yet to meet would wait for each other in vain. */
  async #refuseClosedPorts(observed: Observed): Promise<void> {
    this.#refuse(observed);
    if (!plan(this.#topology, observed).some(({ kind }) => kind === "meet")) return;
    const clients = new Map([...this.#context.locks].map(([host, { client }]) => [host, client]));
    const closed = await closedPorts(this.#spec.hosts, clients);
    if (closed.length === 0) return;
    throw new Error(
      `Cannot form the cluster as hosts cannot reach each other's ports; open them:${bulletList(closed)}`,
    );
  }

  /** Does the steps like the first one at once, until none like it is planned any more. */
  async #doAll(first: Step, steps: readonly Step[], observed: Observed): Promise<Observed> {
    const began = Date.now();
    const wait = waitOf(first);
    let todo = steps.filter((step) => runTogether(step, first));
    const what = describeBatch([first, ...todo.slice(1)]);
    for (let seen = observed; ; ) {
      await runSteps(todo, { ...this.#context, ids: idsOf(seen) });
      const nodes = todo.map(({ node }) => node);
      seen = await (wait.until === "linked"
        ? this.#untilMet(seen, wait.resend)
        : this.#untilDone(first, nodes, seen));
      todo = this.#planned(seen, first);
      if (todo.length === 0) {
        this.#say(`${what}: ${Date.now() - began} ms`);
        return seen;
      }
      const isOver = wait.until !== "linked" || Date.now() - began >= wait.limit;
      if (isOver) throw this.#stuck(todo, seen);
    }
  }

  async #untilDone(first: Step, nodes: readonly string[], before: Observed): Promise<Observed> {
    const look = () =>
      seenBy(first) === "host"
        ? this.#observer.observeClosely()
        : this.#observer.observeSome(before, nodes);
    const left = (now: Observed) => this.#planned(now, first).map(describeStep);
    const { seen } = await waitUntil(look, left, this.#limits(this.#limit));
    return seen;
  }

  #untilMet(before: Observed, stall: number): Promise<Observed> {
    const names = memberNames(this.#topology);
    const isReady = (name: string, seen: Observed) => hasAllLinks(name, seen, names);
    return untilReady(this.#observer, before, { names, isReady }, this.#limits(stall));
  }

  #planned(observed: Observed, like: Step): Step[] {
    return plan(this.#topology, observed).filter((step) => runTogether(step, like));
  }

  /** Waits for the formed cluster and returns it, all nodes asked at once. */
  async #settle(before: Observed): Promise<Observed> {
    const names = memberNames(this.#topology);
    const isReady = (name: string, seen: Observed) => nodeProblems(name, seen, names).length === 0;
    const limits = this.#limits(this.#limit);
    const seen = await untilReady(this.#observer, before, { names, isReady }, limits);
    const rest = clusterProblems(this.#topology, seen);
    if (rest.length === 0) return seen;
    throw new Error(
      section(
        `Cannot wait longer than ${this.#limit / 1000} s for the cluster to settle:`,
        describeProblems(rest),
      ),
    );
  }

  #limits(stall: number): WaitLimits {
    return { deadline: this.#deadline, stall };
  }

  #stuck(todo: readonly Step[], seen: Observed): Error {
    const closed = unreachableBusPorts(this.#topology, seen);
    return todo[0]?.kind === "meet" && closed.length > 0
      ? new Error(
          section(
            "Cannot form the cluster as nodes do not hear each other; open the bus ports:",
            describeProblems(closed),
          ),
        )
      : new Error(`Cannot see these steps take effect:${bulletList(todo.map(describeStep))}`);
  }

  /** Sets what was temporary to what the confs say, on all nodes that still answer. */
  async #putBack(): Promise<void> {
    const observed = await this.#observer.observe();
    const back = plan(this.#topology, observed).filter(
      (step) => step.kind === "setTimeouts" && step.settings === "declared",
    );
    await runSteps(back, { ...this.#context, ids: idsOf(observed) });
  }
}

function idsOf(observed: Observed): Map<string, string> {
  return new Map(
    [...observed].flatMap(([name, node]) => (node.answers ? [[name, node.id] as const] : [])),
  );
}
