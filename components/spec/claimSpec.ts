import type { Credentials, RunHost } from "./runSpec";

/** All that claiming and stopping a cluster need, as JSON on the standard input of operations/main.ts. */
export interface ClaimSpec {
  readonly hosts: readonly RunHost[];
  readonly directory: string;
  readonly serverCommand: string;
  readonly credentials: Credentials;
  /** The stack: `"acme/redis-cluster/prod"`. */
  readonly owner: string;
  /** The owner whose cluster this stack takes over. @default none */
  readonly adopt?: string;
  /** What a stop does with configuration, logs and data. */
  readonly onDestroy: "keep" | "delete";
}
