import { clusterProblems } from "../../cluster/checks/health";
import { describeHealthy } from "../../cluster/plan/describeAssessment";
import { plan } from "../../cluster/plan/plan";
import { DECLARED_SETTINGS, sameSettings } from "../../cluster/spec/temporarySettings";
import type { Topology } from "../../cluster/spec/topology";
import { isClose, type Observed } from "../../cluster/state/observed";
import {
  batchOf,
  describeBatch,
  phaseOf,
  runTogether,
  type Step,
  waitOf,
} from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import type { ConvergePorts } from "./ports";
import { requireDeclared, requireOpenPorts, requireUnblocked } from "./requirements";
import { runSteps } from "./runSteps";
import { RunWaits, stepsLeft } from "./runWaits";
import { neededAgain, withoutEffect } from "./timeouts";

/** Times that one batch may be performed: more often something else undoes it. */
const REPEAT_LIMIT = 10;

/** One run of converge: observe, plan, perform the first batch of steps, wait for its effect, repeat. */
export class ConvergeRun {
  readonly #topology: Topology;
  readonly #ports: ConvergePorts;
  readonly #waits: RunWaits;
  readonly #repeats = new Map<string, number>();
  #arePortsOpen = false;

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
    const { observer, say } = this.#ports;
    for (let observed = first; ; ) {
      requireUnblocked(this.#topology, observed);
      const steps = plan(this.#topology, observed);
      await this.#requireOpenPorts(steps, observed);
      const [next] = steps;
      const isForming = steps.some((step) => phaseOf(step) === "forming");
      if (!isForming && clusterProblems(this.#topology, observed).length > 0) {
        observed = await this.#waits.untilHealthy(observed);
      } else if (next !== undefined) {
        const others = steps.slice(1).filter((step) => runTogether(step, next));
        observed = await this.#performAll([next, ...others], observed);
      } else if (isClose(observed)) {
        say(describeHealthy(this.#topology));
        return observed;
      } else {
        observed = await observer.observeClosely();
      }
    }
  }

  /** Before the first step of a plan in which nodes meet, but not while some are still to be started. */
  async #requireOpenPorts(steps: readonly Step[], observed: Observed): Promise<void> {
    const meets = steps.some((step) => waitOf(step).until === "linked");
    const isRunning = [...observed.values()].every(({ answers }) => answers);
    if (this.#arePortsOpen || !meets || !isRunning) return;
    requireOpenPorts(await this.#ports.closedPorts());
    this.#arePortsOpen = true;
  }

  async #performAll(steps: Batch<Step>, observed: Observed): Promise<Observed> {
    const { clock, say } = this.#ports;
    const topology = this.#topology;
    const began = clock.now();
    const wait = waitOf(steps[0]);
    let batch = steps;
    this.#countRepeat(batch);
    for (let seen = observed; ; ) {
      await this.#perform(batch, seen);
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
      if (wait.until !== "linked" || waited >= wait.limit)
        throw withoutEffect(batch, { topology, observed: seen, waited });
    }
  }

  #countRepeat(batch: Batch<Step>): void {
    const key = batchOf(batch[0]);
    const repeats = (this.#repeats.get(key) ?? 0) + 1;
    this.#repeats.set(key, repeats);
    if (repeats > REPEAT_LIMIT) throw neededAgain(batch, REPEAT_LIMIT);
  }

  #perform(steps: readonly Step[], observed: Observed): Promise<void> {
    const ids = new Map(
      [...observed].flatMap(([name, node]) => (node.answers ? [[name, node.id] as const] : [])),
    );
    return this.#waits.uncounted(() => runSteps(steps, (step) => this.#ports.perform(step, ids)));
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
