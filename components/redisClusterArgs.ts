import type * as pulumi from "@pulumi/pulumi";

/**
 * The arguments of a `RedisCluster`; the keys of the stack's configuration have the same names and rules.
 *
 * Only types that Pulumi's component analyzer accepts, so that programs in other languages can pass them:
 * no unions, no readonly arrays. What a type cannot say is checked when the component is created.
 */
export interface RedisClusterArgs {
  /** The hosts and the ports of their nodes. At least 3 primaries; the nodes divide evenly into shards. */
  hosts: RedisClusterHost[];
  /** Replicas of each primary. @default 1 */
  replicas?: number;
  /** Whether a replica may share its primary's failure domain if it has no other place. @default false */
  allowSharedDomain?: boolean;
  /** The absolute directory on each host for configuration, logs and data. @default "/root/conf" */
  directory?: string;
  /**
   * More redis.conf directives by name: `{ maxmemory: "1gb", save: ["900 1", "300 10"] }`. A value is a
   * string, a number, a boolean or a list of these; a list is one line for each value. Directives that
   * the component owns are rejected by name. @default none
   */
  // biome-ignore lint/suspicious/noExplicitAny: the analyzer rejects a union, and a directive may have any of four types
  directives?: Record<string, any>;
  /** How SSH reaches all hosts and checks their identity. @default user root, port 22, known_hosts */
  ssh?: RedisClusterSsh;
  /** The text of a private key, used instead of `ssh.privateKeyPath`. Kept as a secret. */
  sshPrivateKey?: pulumi.Input<string>;
  /** A login password for SSH, if there is no key. Kept as a secret. */
  sshPassword?: pulumi.Input<string>;
  /** requirepass and masterauth of every node. Kept as a secret. @default none, and protected mode is off */
  password?: pulumi.Input<string>;
  /** Whether a cluster without a password is meant: no warning, and public addresses are accepted. @default false */
  allowNoPassword?: boolean;
  /** The server's command on the hosts: a name on PATH or a path, also a valkey-server. @default "redis-server" */
  serverCommand?: string;
  /**
   * The stack whose cluster this one takes over: `"acme/redis-cluster/prod"`. Retire that stack first. "unmanaged"
   * takes over servers that no stack created.
   * @default none, and nodes of another stack are rejected
   */
  adopt?: string;
  /** How fast slots move when the number of shards changes. @default as fast as the servers can */
  migration?: RedisClusterMigration;
  /** What destroy does with configuration, logs and data: "keep" or "delete". @default "keep" */
  onDestroy?: string;
}

/** How fast slots move to other shards. */
export interface RedisClusterMigration {
  /** The most moves, each from one primary to another, at the same time. @default all */
  parallel?: number;
  /** The most keys that all moves together move in a second. Slots then move key by key. @default no limit */
  keysPerSecond?: number;
}

/** One host and its nodes. */
export interface RedisClusterHost {
  /** The IP address that the servers bind and announce: `"10.1.0.11"`. */
  address: string;
  /** The ports of its nodes, 1 to 55535; the cluster bus uses each port + 10000. */
  ports: number[];
  /** The failure domain, such as a rack or a zone. @default the address */
  domain?: string;
  /** How SSH reaches this host where it differs from the other hosts. */
  ssh?: RedisClusterHostSsh;
}

/** How SSH reaches one host. Each key overrides the one of `RedisClusterSsh`. */
export interface RedisClusterHostSsh {
  /** A host name or IP address. @default the host's address */
  address?: string;
  port?: number;
  user?: string;
  /** The only host key that is accepted: `"ssh-ed25519 AAAA..."`. */
  hostKey?: string;
}

/** How SSH reaches the hosts. */
export interface RedisClusterSsh {
  /** @default "root" */
  user?: string;
  /** @default 22 */
  port?: number;
  /** A private key file on the machine that runs Pulumi; `~` is the home directory. */
  privateKeyPath?: string;
  /** Whether to log in by the agent of SSH_AUTH_SOCK. @default false */
  agent?: boolean;
  /** The only host key that is accepted, for all hosts: `"ssh-ed25519 AAAA..."`. */
  hostKey?: string;
  /** The known_hosts file on the machine that runs Pulumi. @default "~/.ssh/known_hosts" */
  knownHosts?: string;
  /**
   * As OpenSSH's StrictHostKeyChecking: "yes", "accept-new" or "no". "accept-new" adds the key of an
   * unknown host to `knownHosts`, "no" accepts any key. @default "yes"
   */
  hostKeyChecking?: string;
}

/** The state of one node when the cluster last converged. */
export interface RedisClusterNodeState {
  address: string;
  port: number;
  /** The node ID, 40 hex digits. */
  id: string;
  /** "primary" or "replica". */
  role: string;
  /** The primary of a replica: `"10.1.0.11:7000"`. */
  primary?: string;
  /** The hash slots of a primary, `"0-5460"`; empty for a replica. */
  slots: string;
}

/** A host or a failure domain whose loss would stop the cluster. */
export interface RedisClusterSinglePointOfFailure {
  /** "host" or "domain". */
  kind: string;
  /** The host's address or the domain's name. */
  name: string;
  reason: string;
}
