import type { Credentials, RunHost } from "./runSpec";

/** All that claiming and stopping a cluster need, as JSON on the standard input of operations/main.ts. */
export interface ClaimSpec {
  readonly hosts: readonly RunHost[];
  readonly directory: string;
  readonly serverCommand: string;
  readonly credentials: Credentials;
  /** Only in a stack that takes a cluster over: otherwise a renamed stack would change its claim. */
  readonly adoption?: Adoption;
  /** What a stop does with configuration, logs and data. */
  readonly onDestroy: "keep" | "delete";
}

/** Stacks by name: `"acme/redis-cluster/prod"`. */
export interface Adoption {
  readonly from: string;
  readonly by: string;
}
