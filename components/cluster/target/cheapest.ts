/** The bins that each item can be in, and the cost of that. */
export interface Choices<Item, Bin> {
  readonly bins: readonly Bin[];
  readonly capacityOf: (bin: Bin) => number;
  /** Undefined if the item cannot be there. */
  readonly costOf: (item: Item, bin: Bin) => number | undefined;
}

/**
 * Puts items into bins so that all together cost least: it adds one after the other by the cheapest chain of moves,
 * which keeps the whole cheapest. @see the successive shortest path algorithm
 */
export class Cheapest<Item, Bin> {
  readonly #choices: Choices<Item, Bin>;
  readonly #items: ReadonlyMap<Bin, Item[]>;
  readonly #fixed = new Set<Item>();
  /** What items cost above the least that each was said to cost. */
  #excess = 0;

  constructor(choices: Choices<Item, Bin>) {
    this.#choices = choices;
    this.#items = new Map(choices.bins.map((bin) => [bin, []]));
  }

  itemsIn(bin: Bin): readonly Item[] {
    return this.#items.get(bin) ?? [];
  }

  hasRoom(bin: Bin): boolean {
    return this.itemsIn(bin).length < this.#choices.capacityOf(bin);
  }

  /** Puts an item where it costs nothing. @param isFixed true if no chain may move it */
  put(item: Item, bin: Bin, isFixed = false): void {
    this.#items.get(bin)?.push(item);
    if (isFixed) this.#fixed.add(item);
  }

  /**
   * Adds an item; false if there is no place for it.
   *
   * @param least that the item costs anywhere in the end
   * @param better chooses between bins of the same cost
   */
  add(item: Item, least: number, better: (a: Bin, b: Bin) => Bin = (a) => a): boolean {
    const open = this.#choices.bins.filter(
      (bin) => this.hasRoom(bin) && this.#choices.costOf(item, bin) === least,
    );
    if (open.length > 0 && this.#excess === 0) {
      this.put(item, open.reduce(better));
      return true;
    }
    const cost = this.#addByChain(item);
    if (cost !== undefined) this.#excess += cost - least;
    return cost !== undefined;
  }

  #addByChain(item: Item): number | undefined {
    const { bins, costOf } = this.#choices;
    const costs = new Map<Bin, number>();
    const cameBy = new Map<Bin, { readonly item: Item; readonly from?: Bin }>();
    const queue: Bin[] = [];
    const reach = (bin: Bin, cost: number, by: { item: Item; from?: Bin }) => {
      if (cost >= (costs.get(bin) ?? Number.POSITIVE_INFINITY)) return;
      costs.set(bin, cost);
      cameBy.set(bin, by);
      queue.push(bin);
    };
    for (const bin of bins) {
      const cost = this.#choices.capacityOf(bin) > 0 ? costOf(item, bin) : undefined;
      if (cost !== undefined) reach(bin, cost, { item });
    }
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (const other of this.itemsIn(from)) {
        if (this.#fixed.has(other)) continue;
        const before = (costs.get(from) ?? 0) - (costOf(other, from) ?? 0);
        for (const bin of bins) {
          const cost = bin === from ? undefined : costOf(other, bin);
          if (cost !== undefined) reach(bin, before + cost, { item: other, from });
        }
      }
    }
    const ends = [...costs].filter(([bin]) => this.hasRoom(bin));
    const [end] = ends.sort(([, a], [, b]) => a - b);
    if (end === undefined) return undefined;
    this.#move(end[0], cameBy);
    return end[1];
  }

  #move(end: Bin, cameBy: ReadonlyMap<Bin, { readonly item: Item; readonly from?: Bin }>): void {
    for (let bin: Bin | undefined = end; bin !== undefined; ) {
      const by = cameBy.get(bin);
      if (by === undefined) return;
      this.#items.get(bin)?.push(by.item);
      const left: Item[] = by.from === undefined ? [] : (this.#items.get(by.from) ?? []);
      left.splice(left.indexOf(by.item), 1);
      bin = by.from;
    }
  }
}
