import { clusterProblems, nodeProblems } from "../../cluster/checks/health";
import { describeHealthy } from "../../cluster/plan/describeAssessment";
import { plan } from "../../cluster/plan/plan";
import { DECLARED_SETTINGS, sameSettings } from "../../cluster/spec/temporarySettings";
import { memberNames, type Topology } from "../../cluster/spec/topology";
import { hasAllLinks } from "../../cluster/state/links";
import { isClose, type Observed } from "../../cluster/state/observed";
import {
  batchOf,
  describeBatch,
  phaseOf,
  runTogether,
  type Step,
  seenBy,
  waitOf,
} from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import { untilReady } from "./nodeWatch";
import type { ConvergePorts } from "./ports";
import { requireDeclared, requireOpenPorts, requireUnblocked } from "./requirements";
import { runSteps } from "./runSteps";
import { neededAgain, notHealthy, withoutEffect } from "./timeouts";
import { type WaitLimits, waitUntil } from "./waitUntil";

/** Nodes above which a run may wait 60 s instead of 30 s. */
const MANY_NODES = 30;
/** Times that one batch may be performed: more often something else undoes it. */
const REPEAT_LIMIT = 10;

/** One run of converge: observe, plan, perform the first batch of steps, wait for its effect, repeat. */
export class ConvergeRun {
  readonly #topology: Topology;
  readonly #names: readonly string[];
  readonly #ports: ConvergePorts;
  /** ms that the run may wait in all. */
  readonly #limit: number;
  #deadline: number;
  /** How often each batch was performed. */
  readonly #repeats = new Map<string, number>();

  constructor(topology: Topology, ports: ConvergePorts) {
    this.#topology = topology;
    this.#names = memberNames(topology);
    this.#ports = ports;
    this.#limit = this.#names.length > MANY_NODES ? 60_000 : 30_000;
    this.#deadline = ports.clock.now() + this.#limit;
  }

  /** Returns the formed cluster. @throws Error after it has restored the declared settings */
  async run(): Promise<Observed> {
    const { observer, closedPorts } = this.#ports;
    const first = await observer.observeWithHosts();
    requireDeclared(observer.members(), first);
    try {
      requireUnblocked(this.#topology, first);
      if (plan(this.#topology, first).some((step) => waitOf(step).until === "linked"))
        requireOpenPorts(await closedPorts());
      return await this.#converge(first);
    } catch (error) {
      // The next run restores what this cannot; the error at hand is the one to report.
      await this.#restoreSettings().catch(() => undefined);
      throw error;
    }
  }

  async #converge(first: Observed): Promise<Observed> {
    const { observer, say } = this.#ports;
    for (let observed = first; ; ) {
      requireUnblocked(this.#topology, observed);
      const steps = plan(this.#topology, observed);
      const [next] = steps;
      const isForming = steps.some((step) => phaseOf(step) === "forming");
      if (!isForming && clusterProblems(this.#topology, observed).length > 0) {
        observed = await this.#untilHealthy(observed);
      } else if (next !== undefined) {
        observed = await this.#performAll(next, steps, observed);
      } else if (isClose(observed)) {
        say(describeHealthy(this.#topology));
        return observed;
      } else {
        observed = await observer.observeClosely();
      }
    }
  }

  /** Performs the steps that run together with `first` until they have taken effect. */
  async #performAll(first: Step, steps: readonly Step[], observed: Observed): Promise<Observed> {
    const { clock, say } = this.#ports;
    const began = clock.now();
    const wait = waitOf(first);
    let batch: Batch<Step> = [first, ...together(first, steps).slice(1)];
    this.#countRepeat(batch);
    const what = describeBatch(batch);
    for (let seen = observed; ; ) {
      await this.#perform(batch, seen);
      seen = await (wait.until === "linked"
        ? this.#untilLinked(seen, wait.resend)
        : this.#untilDone(batch, seen));
      const took = clock.now() - began;
      const [left, ...others] = this.#left(batch, seen);
      if (left === undefined) {
        say(`${what}: ${Math.round(took)} ms`);
        return seen;
      }
      batch = [left, ...others];
      if (wait.until !== "linked" || took >= wait.limit)
        throw withoutEffect(batch, { topology: this.#topology, observed: seen, waited: took });
    }
  }

  #countRepeat(batch: Batch<Step>): void {
    const key = batchOf(batch[0]);
    const repeats = (this.#repeats.get(key) ?? 0) + 1;
    this.#repeats.set(key, repeats);
    if (repeats > REPEAT_LIMIT) throw neededAgain(batch, REPEAT_LIMIT);
  }

  /** The steps of a batch that are still planned; new ones on other nodes are a later batch. */
  #left(batch: Batch<Step>, observed: Observed): Step[] {
    const [first] = batch;
    const planned = together(first, plan(this.#topology, observed));
    if (waitOf(first).until === "linked") return planned;
    const nodes = new Set(batch.map(({ node }) => node));
    return planned.filter(({ node }) => nodes.has(node));
  }

  async #perform(steps: readonly Step[], observed: Observed): Promise<void> {
    const { clock, perform } = this.#ports;
    const ids = new Map(
      [...observed].flatMap(([name, node]) => (node.answers ? [[name, node.id] as const] : [])),
    );
    const began = clock.now();
    await runSteps(steps, (step) => perform(step, ids));
    // A server that loads its data may take minutes to start, which is no time spent waiting.
    this.#deadline += clock.now() - began;
  }

  async #untilDone(batch: Batch<Step>, before: Observed): Promise<Observed> {
    const { observer } = this.#ports;
    const [first] = batch;
    const nodes = batch.map(({ node }) => node);
    const { seen } = await waitUntil({
      ...this.#limits(this.#limit),
      observe: () =>
        seenBy(first) === "host" ? observer.observeClosely() : observer.observeSome(before, nodes),
      missing: (now) => this.#left(batch, now),
    });
    return seen;
  }

  #untilLinked(before: Observed, resend: number): Promise<Observed> {
    const isReady = (name: string, seen: Observed) => hasAllLinks(name, seen, this.#names);
    return this.#untilReady(before, isReady, resend);
  }

  async #untilHealthy(before: Observed): Promise<Observed> {
    const { clock } = this.#ports;
    const began = clock.now();
    const isReady = (name: string, seen: Observed) =>
      nodeProblems(name, seen, this.#names).length === 0;
    const seen = await this.#untilReady(before, isReady, this.#limit);
    const problems = clusterProblems(this.#topology, seen);
    if (problems.length > 0) throw notHealthy(problems, clock.now() - began);
    return seen;
  }

  #untilReady(
    before: Observed,
    isReady: (name: string, seen: Observed) => boolean,
    stall: number,
  ): Promise<Observed> {
    const { observer } = this.#ports;
    return untilReady({ observer, before, names: this.#names, isReady }, this.#limits(stall));
  }

  #limits(stall: number): WaitLimits {
    return { deadline: this.#deadline, stall, clock: this.#ports.clock };
  }

  /** Restores the declared settings on all nodes that still answer. */
  async #restoreSettings(): Promise<void> {
    const observed = await this.#ports.observer.observe();
    const steps = [...observed].flatMap(([node, found]): Step[] =>
      found.answers && !sameSettings(found.settings, DECLARED_SETTINGS)
        ? [{ kind: "setTimeouts", node, settings: "declared" }]
        : [],
    );
    await this.#perform(steps, observed);
  }
}

/** The steps of a plan that run together with `first`. */
function together(first: Step, steps: readonly Step[]): Step[] {
  return steps.filter((step) => runTogether(step, first));
}
