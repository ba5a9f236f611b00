import type { Observed } from "../../components/cluster/state/observed";
import type { Observer } from "../../components/operations/converge/nodeWatch";
import { answeringNode } from "./answeringNode";

/** Nodes that are ready, which here is to be in sync, from the n-th look on at any of them. */
export class FakeObserver implements Observer {
  /** Who was asked in each look: `["A:1"]`, and `"all"` where nobody was named. */
  readonly looks: (readonly string[] | "all")[] = [];
  readonly #readyFrom: Readonly<Record<string, number>>;

  /** @param readyFrom by name the number of the first look, from 0, in which the node is ready */
  constructor(readyFrom: Readonly<Record<string, number>>) {
    this.#readyFrom = readyFrom;
  }

  get names(): string[] {
    return Object.keys(this.#readyFrom);
  }

  async observe(): Promise<Observed> {
    const now = this.#now(this.names);
    this.looks.push("all");
    return now;
  }

  async observeSome(seen: Observed, names: readonly string[]): Promise<Observed> {
    const now = this.#now(names);
    this.looks.push(names);
    return new Map([...seen, ...now]);
  }

  isReady(name: string, seen: Observed): boolean {
    const node = seen.get(name);
    return node?.answers === true && node.linkUp;
  }

  #now(names: readonly string[]): Observed {
    const isUp = (name: string) => this.looks.length >= (this.#readyFrom[name] ?? 0);
    return new Map(names.map((name) => [name, answeringNode(name, { linkUp: isUp(name) })]));
  }
}
