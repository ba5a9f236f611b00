import type { NodeSpec } from "../spec/clusterSpec";

/** Counts the primaries on each host and in each domain. */
export class Spread {
  readonly #domains = new Map<string, number>();
  readonly #hosts = new Map<string, number>();

  add(node: NodeSpec, change: 1 | -1 = 1): void {
    this.#domains.set(node.domain, this.inDomain(node.domain) + change);
    this.#hosts.set(node.address, this.#onHost(node) + change);
  }

  inDomain(domain: string): number {
    return this.#domains.get(domain) ?? 0;
  }

  /** Negative if `a` has fewer primaries around it than `b`: in its domain, or else on its host. */
  compare(a: NodeSpec, b: NodeSpec): number {
    return this.inDomain(a.domain) - this.inDomain(b.domain) || this.#onHost(a) - this.#onHost(b);
  }

  #onHost({ address }: NodeSpec): number {
    return this.#hosts.get(address) ?? 0;
  }
}
