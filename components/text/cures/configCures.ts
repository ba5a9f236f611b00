// What to do about a configuration that is not accepted. Tests follow them: tests/house/cures.test.ts.

/** A directive that the stack sets itself. */
export const REMOVE_DIRECTIVE = "remove it";

/** A directive that only its case keeps from being one. */
export function writeLowerCase(name: string): string {
  return `must be written in lower case: "${name}"`;
}

/** A key that no configuration has. @param nearest the key that was probably meant */
export function suggestKey(nearest: string): string {
  return `did you mean "${nearest}"?`;
}

/** A number, or true or false, where a text belongs. */
export const ADD_QUOTES = "in quotes (pulumi config set: --type string)";

/** A quoted number, or true or false. */
export const OMIT_QUOTES = "without quotes";

/** `min-replicas-to-write` above the number of replicas. */
export function lowerTo(most: string): string {
  return `Set it to ${most}`;
}

/** Two hosts have one address. */
export const LIST_PORTS_TOGETHER = "List all its ports there";

/** A loopback address among several hosts. */
export const GIVE_OTHER_ADDRESS = "Give another address of that host";

/** IPv4 and IPv6 addresses in one cluster. */
export const GIVE_ONE_FAMILY = "Give all hosts addresses of one family";

/** An IPv4 address in the form of an IPv6 one. */
export const WRITE_AS_IPV4 = "must be written as an IPv4 address";

/** A public address without a password. */
export const SET_PASSWORD_OR_ALLOW_NONE = "Set it, or allowNoPassword: true";

/** No way to log in to the hosts. */
export const CHOOSE_LOGIN =
  "set ssh.privateKeyPath or ssh.agent, or the secret sshPrivateKey or sshPassword";

/** Nodes that do not divide into shards. @param nodes in each shard */
export function useMultipleOf(nodes: number): string {
  return `Use a multiple of ${nodes}.`;
}

/** Fewer than three primaries. @param nodes the fewest that make three */
export function useNodesOrMore(nodes: number): string {
  return `Use ${nodes} nodes or more.`;
}

/** Replicas that would share their primary's domain. */
export const SPREAD_OVER_DOMAINS =
  "Spread the nodes over more domains, or set allowSharedDomain to true.";

/** A private key with a passphrase. */
export const USE_AGENT =
  "Add it to an SSH agent with ssh-add, and set ssh.agent to true in place of the key";

/** A private key in another format, or a damaged one. */
export const USE_SSH_KEYGEN = "Use a private key that ssh-keygen made";

/** A public key where the private one belongs. */
export const USE_PRIVATE_KEY = "Use the private key, whose file has no .pub at its end";
