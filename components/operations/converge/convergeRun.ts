import { clusterProblems } from "../../cluster/checks/health";
import { describeHealthy } from "../../cluster/plan/describeAssessment";
import { allowsUpkeep, dueSteps } from "../../cluster/plan/dueSteps";
import { plan } from "../../cluster/plan/plan";
import { DECLARED_SETTINGS, sameSettings } from "../../cluster/spec/temporarySettings";
import type { Topology } from "../../cluster/spec/topology";
import { declaredOnly, memberIds } from "../../cluster/state/leaving";
import { countMissingLinks } from "../../cluster/state/links";
import { isClose, type Observed, refusesConnections } from "../../cluster/state/observed";
import { batchOf, describeBatch, runTogether, type Step, waitOf } from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import { messageOf } from "../../text/messageOf";
import type { ConvergePorts } from "./ports";
import { requireDeclared, requireOpenPorts, requireUnblocked } from "./requirements";
import { runSteps } from "./runSteps";
import { RunWaits, stepsLeft } from "./runWaits";
import { neededAgain, requireNothingLeft, stoppedAgain, withoutEffect } from "./timeouts";
import { untilAgreed } from "./untilAgreed";

/** Times that one batch may be performed: more often something else undoes it. */
const REPEAT_LIMIT = 10;
/** Times that servers may be started: each time they may load their data for long before they end. */
const START_LIMIT = 3;

/** One run of converge: observe, plan, perform the first batch of steps, wait for its effect, repeat. */
export class ConvergeRun {
  readonly #topology: Topology;
  readonly #ports: ConvergePorts;
  readonly #waits: RunWaits;
  readonly #repeats = new Map<string, number>();
  #arePortsOpen = false;
  /** The directives that this run has set on servers and not activated yet. */
  #set: readonly Step[] = [];
  /** How many nodes answered when their directives were last read. */
  #closely = 0;

  constructor(topology: Topology, ports: ConvergePorts) {
    this.#topology = topology;
    this.#ports = ports;
    this.#waits = new RunWaits(topology, ports);
  }

  /** Returns the formed cluster. @param first all nodes, with their hosts @throws Error after it has restored the declared settings */
  async run(first: Observed): Promise<Observed> {
    const { observer } = this.#ports;
    requireDeclared(observer.members(), first);
    try {
      return await this.#converge(first);
    } catch (error) {
      // The next run restores what this cannot; the error at hand is the one to report.
      await this.#restoreSettings().catch(() => undefined);
      throw error;
    }
  }

  async #converge(first: Observed): Promise<Observed> {
    for (let observed = first; ; ) {
      observed = await this.#untilAgreed(observed);
      requireUnblocked(this.#topology, observed);
      const steps = dueSteps(this.#topology, observed);
      await this.#requireOpenPorts(steps, observed);
      const [next, ...others] = steps;
      if (next !== undefined) {
        const alike = others.filter((step) => runTogether(step, next));
        observed = await this.#performAll([next, ...alike], observed);
      } else if (clusterProblems(this.#topology, observed).length > 0) {
        observed = await this.#wait(observed);
      } else if (isClose(observed)) {
        requireNothingLeft(plan(this.#topology, observed));
        this.#ports.say(describeHealthy(this.#topology));
        return observed;
      } else {
        observed = await this.#observeClosely();
      }
    }
  }

  async #untilAgreed(observed: Observed): Promise<Observed> {
    const { observer, clock } = this.#ports;
    return untilAgreed(observed, { observe: () => observer.observe(), clock });
  }

  /** Before the first step of a plan in which nodes meet, but not while some are still to be started. */
  async #requireOpenPorts(steps: readonly Step[], observed: Observed): Promise<void> {
    const meets = steps.some((step) => waitOf(step).until === "linked");
    const members = declaredOnly(this.#topology, observed);
    const isRunning = [...members.values()].every(({ answers }) => answers);
    if (this.#arePortsOpen || !meets || !isRunning) return;
    requireOpenPorts(await this.#ports.closedPorts());
    this.#arePortsOpen = true;
  }

  /** Waits until the cluster is healthy, or something else can be done: nodes load and copy for long. */
  async #wait(observed: Observed): Promise<Observed> {
    if (this.#hasNews(observed)) return this.#observeClosely();
    const seen = await this.#waits.untilHealthy(
      observed,
      (now) => this.#hasNews(now) || this.#hasStopped(now),
    );
    // What is on the disk of a server that stopped is known only by then.
    return this.#hasStopped(seen) ? this.#ports.observer.observeWithHosts() : seen;
  }

  /** True if the server of a declared node has ended meanwhile, so that it is started again or named. */
  #hasStopped(observed: Observed): boolean {
    return [...declaredOnly(this.#topology, observed).values()].some(
      (node) => !node.answers && refusesConnections(node),
    );
  }

  /** True if the directives of some nodes can be read and set that did not answer before. */
  #hasNews(observed: Observed): boolean {
    return allowsUpkeep(observed) && countAnswering(observed) > this.#closely;
  }

  async #observeClosely(): Promise<Observed> {
    const observed = await this.#ports.observer.observeClosely();
    this.#closely = Math.max(this.#closely, countAnswering(observed));
    return observed;
  }

  async #performAll(steps: Batch<Step>, observed: Observed): Promise<Observed> {
    const { clock, say } = this.#ports;
    const topology = this.#topology;
    const began = clock.now();
    const wait = waitOf(steps[0]);
    let batch = steps;
    const isLinking = wait.until === "linked";
    // Only then: it compares each pair of nodes.
    let fewest = isLinking ? countMissingLinks(observed) : 0;
    let improved = began;
    this.#countRepeat(batch);
    for (let seen = observed; ; ) {
      const failure = await this.#perform(batch, seen).catch((error: unknown) => ({ error }));
      if (failure !== undefined) return this.#afterFailure(batch, failure.error);
      seen = await (wait.until === "linked"
        ? this.#waits.untilLinked(seen, wait.resend)
        : this.#waits.untilDone(batch, seen));
      const waited = clock.now() - began;
      const [left, ...others] = stepsLeft(batch, { topology, observed: seen });
      if (left === undefined) {
        say(`${describeBatch(steps)}: ${Math.round(waited)} ms`);
        return seen;
      }
      batch = [left, ...others];
      const missing = isLinking ? countMissingLinks(seen) : 0;
      if (missing < fewest) [fewest, improved] = [missing, clock.now()];
      if (wait.until !== "linked" || clock.now() - improved >= wait.limit)
        throw withoutEffect(batch, { topology, observed: seen, waited });
    }
  }

  /** A server that could not read its data has shown that they are damaged: then another step is due. */
  async #afterFailure(batch: Batch<Step>, error: unknown): Promise<Observed> {
    if (batch[0].kind !== "start") throw error;
    const observed = await this.#ports.observer.observeWithHosts();
    if (stepsLeft(batch, { topology: this.#topology, observed }).length > 0) throw error;
    this.#ports.say(messageOf(error));
    return observed;
  }

  #countRepeat(batch: Batch<Step>): void {
    const key = batchOf(batch[0]);
    const repeats = (this.#repeats.get(key) ?? 0) + 1;
    this.#repeats.set(key, repeats);
    if (batch[0].kind === "start" && repeats > START_LIMIT) throw stoppedAgain(batch, START_LIMIT);
    if (repeats > REPEAT_LIMIT) throw neededAgain(batch, REPEAT_LIMIT);
  }

  async #perform(steps: readonly Step[], observed: Observed): Promise<void> {
    const ids = memberIds(this.#topology, observed);
    await runSteps(steps, (step) => this.#ports.perform(step, ids), this.#set);
    const kind = steps[0]?.kind;
    if (kind === "setDirectives") this.#set = [...steps, ...this.#set];
    if (kind === "activateConf") this.#set = [];
  }

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

function countAnswering(observed: Observed): number {
  return [...observed.values()].filter(({ answers }) => answers).length;
}
