/** A directive that is other than the node's conf says, both values in the server's own words. */
export interface Difference {
  readonly name: string;
  /** What the server runs with: `"0"`. */
  readonly from: string;
  /** What the conf means: `"104857600"`. */
  readonly to: string;
}

/** How a running node stands to its declared conf. */
export interface ConfState {
  /**
   * Where the declared conf lies: in the place of the one in force, beside it, or not there yet (or
   * there, and nobody wrote down what it means).
   */
  readonly declared: "active" | "staged" | "missing";
  /** What it changes in the conf in force, for people: `["maxmemory 100mb, was 50mb"]`. */
  readonly changes: readonly string[];
  /** What the server can be told while it runs, as far as is known; nothing while it is not laid. */
  readonly drift: readonly Difference[];
  /** The directives that take a restart. */
  readonly pending: readonly string[];
}
