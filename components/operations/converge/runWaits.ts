import { describeProblems } from "../../cluster/checks/describeProblems";
import { clusterProblems, nodeProblems } from "../../cluster/checks/health";
import { plan } from "../../cluster/plan/plan";
import { memberNames, type Topology } from "../../cluster/spec/topology";
import { countMissingLinks, hasAllLinks } from "../../cluster/state/links";
import { copiedPrimaries } from "../../cluster/state/nodeTransfers";
import type { Observed } from "../../cluster/state/observed";
import { runTogether, type Step, seenBy, waitOf } from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import { untilReady } from "./nodeWatch";
import type { ConvergePorts } from "./ports";
import { notHealthy } from "./timeouts";
import { TransferWatch } from "./transferWatch";
import { OBSERVE_INTERVAL, waitUntil } from "./waitUntil";

/**
 * ms without any progress after which a wait ends. Nodes may show none for so long: a FAIL flag stays on a primary for
 * two node timeouts (30 s) after it came back, and the next ping that clears it may come half a node timeout later.
 */
const STALL = 45_000;
/** ms between two lines of progress. */
const LINE_INTERVAL = 3000;
/** ms between two observations while data is loaded or copied: each takes time from that. */
const TRANSFER_INTERVAL = 250;

/** The waits of one run. Each lasts as long as something progresses: fewer nodes or steps are left, or data moves on. */
export class RunWaits {
  readonly #topology: Topology;
  readonly #names: readonly string[];
  readonly #ports: Pick<ConvergePorts, "observer" | "clock" | "say">;
  readonly #transfers: TransferWatch;
  #lastLine: number;

  constructor(topology: Topology, ports: Pick<ConvergePorts, "observer" | "clock" | "say">) {
    this.#topology = topology;
    this.#names = memberNames(topology);
    this.#ports = ports;
    this.#transfers = new TransferWatch(ports.clock);
    this.#lastLine = ports.clock.now();
  }

  async untilDone(batch: Batch<Step>, before: Observed): Promise<Observed> {
    const { observer, clock } = this.#ports;
    const nodes = batch.map(({ node }) => node);
    const { seen } = await waitUntil({
      clock,
      stall: STALL,
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
  async untilLinked(before: Observed, stall: number): Promise<Observed> {
    const { observer, clock } = this.#ports;
    const isReady = (name: string, seen: Observed) => hasAllLinks(name, seen, this.#names);
    const watched = { observer, before, names: this.#names, isReady };
    let fewest = countMissingLinks(before);
    const progressed = (seen: Observed) => {
      const missing = countMissingLinks(seen);
      const isProgress = missing < fewest;
      fewest = Math.min(fewest, missing);
      return isProgress;
    };
    return (await untilReady(watched, { stall, clock, progressed })).seen;
  }

  /** Waits until the cluster is healthy, or `isOver`. @throws Error that names what nothing progresses with */
  async untilHealthy(before: Observed, isOver: (seen: Observed) => boolean): Promise<Observed> {
    const { observer, clock } = this.#ports;
    const isReady = (name: string, seen: Observed) =>
      nodeProblems(name, seen, this.#names).length === 0;
    this.#lastLine = clock.now();
    const watched = { observer, before, names: this.#names, isReady, informants: copiedPrimaries };
    const { seen, stalled } = await untilReady(watched, {
      clock,
      stall: STALL,
      progressed: (now) => this.#progressed(now),
      isOver,
      interval: () => (this.#transfers.isActive ? TRANSFER_INTERVAL : OBSERVE_INTERVAL),
    });
    const problems = stalled ? clusterProblems(this.#topology, seen) : [];
    if (problems.length === 0) return seen;
    throw notHealthy(problems, { stall: STALL, endless: this.#transfers.endless });
  }

  #progressed(seen: Observed): boolean {
    const progressed = this.#transfers.note(seen);
    const { clock, say } = this.#ports;
    if (clock.now() - this.#lastLine >= LINE_INTERVAL) {
      this.#lastLine = clock.now();
      say(this.#transfers.isActive ? this.#transfers.describe() : this.#describeWait(seen));
    }
    return progressed;
  }

  /** `"waiting: 192.168.56.66:7004  replication link is down"` */
  #describeWait(seen: Observed): string {
    const [first = "the nodes to agree", ...others] = describeProblems(
      clusterProblems(this.#topology, seen),
    );
    return `waiting: ${first}${others.length > 0 ? `, and ${others.length} more` : ""}`;
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
