import type { Observed } from "../../components/cluster/state/observed";
import type { NodeObserver } from "../../components/operations/converge/ports";
import { answeringNode } from "./answeringNode";

/** Nodes that are ready, which here is to be in sync, from the n-th observation of any of them on. */
export class FakeObserver implements NodeObserver {
  /** The nodes of each observation: `["A:1"]`, and `"all"` where nobody was named. */
  readonly observed: (readonly string[] | "all")[] = [];
  readonly #readyFrom: Readonly<Record<string, number>>;

  /** @param readyFrom by name the number of the first observation, from 0, in which the node is ready */
  constructor(readyFrom: Readonly<Record<string, number>>) {
    this.#readyFrom = readyFrom;
  }

  get names(): string[] {
    return Object.keys(this.#readyFrom);
  }

  async observe(): Promise<Observed> {
    const now = this.#now(this.names);
    this.observed.push("all");
    return now;
  }

  async observeSome(before: Observed, names: readonly string[]): Promise<Observed> {
    const now = this.#now(names);
    this.observed.push(names);
    return new Map([...before, ...now]);
  }

  isReady(name: string, seen: Observed): boolean {
    const node = seen.get(name);
    return node?.answers === true && node.linkUp;
  }

  #now(names: readonly string[]): Observed {
    const isUp = (name: string) => this.observed.length >= (this.#readyFrom[name] ?? 0);
    return new Map(names.map((name) => [name, answeringNode(name, { linkUp: isUp(name) })]));
  }
}
