import { clusterProblems, nodeProblems } from "../../cluster/checks/health";
import { plan } from "../../cluster/plan/plan";
import { memberNames, type Topology } from "../../cluster/spec/topology";
import { hasAllLinks } from "../../cluster/state/links";
import type { Observed } from "../../cluster/state/observed";
import { runTogether, type Step, seenBy, waitOf } from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import { untilReady } from "./nodeWatch";
import type { ConvergePorts } from "./ports";
import { notHealthy } from "./timeouts";
import { type WaitLimits, waitUntil } from "./waitUntil";

/** Nodes above which a run may wait 60 s instead of 30 s. */
const MANY_NODES = 30;

/** The waits of one run, which share one time limit. */
export class RunWaits {
  readonly #topology: Topology;
  readonly #names: readonly string[];
  readonly #ports: Pick<ConvergePorts, "observer" | "clock">;
  /** ms */
  readonly #limit: number;
  #deadline: number;

  constructor(topology: Topology, ports: Pick<ConvergePorts, "observer" | "clock">) {
    this.#topology = topology;
    this.#names = memberNames(topology);
    this.#ports = ports;
    this.#limit = this.#names.length > MANY_NODES ? 60_000 : 30_000;
    this.#deadline = ports.clock.now() + this.#limit;
  }

  /** Extends the time limit by what `act` takes: a server may load its data for minutes. */
  async uncounted(act: () => Promise<void>): Promise<void> {
    const { clock } = this.#ports;
    const began = clock.now();
    await act();
    this.#deadline += clock.now() - began;
  }

  async untilDone(batch: Batch<Step>, before: Observed): Promise<Observed> {
    const { observer } = this.#ports;
    const nodes = batch.map(({ node }) => node);
    const { seen } = await waitUntil({
      ...this.#limits(this.#limit),
      observe: () => {
        switch (seenBy(batch[0])) {
          case "host":
            return observer.observeClosely();
          case "cluster":
            return observer.observe();
          default:
            return observer.observeSome(before, nodes);
        }
      },
      missing: (now) => stepsLeft(batch, { topology: this.#topology, observed: now }),
    });
    return seen;
  }

  /** Waits until every node has a link to every other, or nothing has improved for `stall` ms. */
  untilLinked(before: Observed, stall: number): Promise<Observed> {
    const isReady = (name: string, seen: Observed) => hasAllLinks(name, seen, this.#names);
    return this.#untilReady(before, { isReady, stall });
  }

  async untilHealthy(before: Observed): Promise<Observed> {
    const { clock } = this.#ports;
    const began = clock.now();
    const isReady = (name: string, seen: Observed) =>
      nodeProblems(name, seen, this.#names).length === 0;
    const seen = await this.#untilReady(before, { isReady, stall: this.#limit });
    const problems = clusterProblems(this.#topology, seen);
    if (problems.length > 0) throw notHealthy(problems, clock.now() - began);
    return seen;
  }

  #untilReady(
    before: Observed,
    wait: {
      readonly isReady: (name: string, seen: Observed) => boolean;
      readonly stall: number;
    },
  ): Promise<Observed> {
    const { observer } = this.#ports;
    const watched = { observer, before, names: this.#names, isReady: wait.isReady };
    return untilReady(watched, this.#limits(wait.stall));
  }

  #limits(stall: number): WaitLimits {
    return { deadline: this.#deadline, stall, clock: this.#ports.clock };
  }
}

/** The steps of a batch that are still planned; new ones on other nodes are a later batch. */
export function stepsLeft(
  batch: Batch<Step>,
  state: { readonly topology: Topology; readonly observed: Observed },
): Step[] {
  const [first] = batch;
  const nodes = new Set(batch.map(({ node }) => node));
  const isLinking = waitOf(first).until === "linked";
  return plan(state.topology, state.observed).filter(
    (step) => runTogether(step, first) && (isLinking || nodes.has(step.node)),
  );
}
