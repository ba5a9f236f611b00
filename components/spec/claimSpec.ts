import type { Credentials, RunHost, SshTarget } from "./runSpec";

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

/** The output of the resource that claims the cluster. */
export interface Claim {
  /** A random text that every host's record repeats. */
  readonly claim: string;
  /** The hosts that it was recorded on. A former version did not say. */
  readonly hosts?: readonly SshTarget[];
}

/**
 * The hosts in the output of a claim, without their ports; those in its input for a former version, whose output has
 * none.
 * @param json of a `Claim` or a `ClaimSpec`; without hosts if it is another text
 */
export function claimedHosts(json: string): RunHost[] {
  let claim: { readonly hosts?: readonly (SshTarget | RunHost)[] };
  try {
    claim = JSON.parse(json);
  } catch {
    return [];
  }
  return (claim.hosts ?? []).map((host) => {
    const ssh = "ssh" in host ? host.ssh : host;
    return { address: host.address, ports: [], domain: host.address, ssh };
  });
}
