import { type NodeTransfer, transfersIn } from "../../cluster/state/nodeTransfers";
import type { Observed } from "../../cluster/state/observed";
import type { Clock } from "./clock";
import { describeTransfers, type MeasuredTransfer } from "./describeTransfers";

/** Times that the numbers of one node may fall: a copy that begins anew for ever never ends. */
const MOST_FALLS = 10;

/** What is known of the transfers of one node. */
interface Watched {
  /** The present one or, if it loads and copies nothing now, the last one. */
  transfer: NodeTransfer;
  isPresent: boolean;
  /** The amount at the beginning of this transfer, and the time in ms. */
  first: { readonly done: number; readonly at: number };
  /** How often a transfer began, or its numbers fell. */
  falls: number;
}

/** Tells whether transfers progress, by the numbers that the servers count, and how far they are. */
export class TransferWatch {
  readonly #clock: Clock;
  readonly #nodes = new Map<string, Watched>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns true if a transfer has progressed or begun since the last call. */
  note(seen: Observed): boolean {
    for (const watched of this.#nodes.values()) watched.isPresent = false;
    // All of them are to be noted.
    return transfersIn(seen).filter((transfer) => this.#note(transfer)).length > 0;
  }

  get isActive(): boolean {
    return this.#transfers().length > 0;
  }

  /** The nodes whose copies begin again and again. */
  get endless(): readonly string[] {
    return [...this.#nodes].flatMap(([name, { falls }]) => (falls > MOST_FALLS ? [name] : []));
  }

  /** One line: `"loading: 3 nodes, 41 % (1.2 of 2.9 GB), about 8 s left"`; "" without transfers. */
  describe(): string {
    return describeTransfers(this.#transfers());
  }

  #transfers(): MeasuredTransfer[] {
    const now = this.#clock.now();
    return [...this.#nodes.values()].flatMap(({ transfer, isPresent, first }) => {
      if (!isPresent) return [];
      const { done = 0, total } = transfer;
      const rate = (done - first.done) / (now - first.at);
      const isMeasured = total !== undefined && now > first.at && rate > 0;
      return [{ ...transfer, ...(isMeasured ? { msLeft: (total - done) / rate } : {}) }];
    });
  }

  #note(transfer: NodeTransfer): boolean {
    const { node, done = 0 } = transfer;
    const known = this.#nodes.get(node);
    const change = changeOf(known?.transfer, transfer);
    const first =
      known === undefined || isNewAmount(known.transfer, transfer)
        ? { done, at: this.#clock.now() }
        : known.first;
    const falls = (known?.falls ?? 0) + (change === "fallen" ? 1 : 0);
    this.#nodes.set(node, { transfer, isPresent: true, first, falls });
    return change !== "none" && falls <= MOST_FALLS;
  }
}

/** "fallen" also for a transfer that begins, so that one that begins again and again is no progress for ever. */
function changeOf(
  before: NodeTransfer | undefined,
  now: NodeTransfer,
): "none" | "risen" | "fallen" {
  if (before?.kind !== now.kind) return "fallen";
  const steps = now.counts.map((count, index) => count - (before.counts[index] ?? 0));
  if (steps.some((step) => step > 0)) return "risen";
  return steps.some((step) => step < 0) ? "fallen" : "none";
}

/** Another transfer, another unit, or a new beginning. */
function isNewAmount(before: NodeTransfer, now: NodeTransfer): boolean {
  return (
    before.kind !== now.kind || before.unit !== now.unit || (now.done ?? 0) < (before.done ?? 0)
  );
}
