import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { PeersKnow } from "./cluster/spec/peersKnow";
import { type NodeStatus, nodeCommand, nodeStdin, parseNodeStatus } from "./host/nodeScript";
import type { RedisHost } from "./redisHost";
import type { Directives } from "./spec/directives";
import type { SshTarget } from "./spec/runSpec";

/** The arguments of a `RedisClusterNode`. */
export interface RedisClusterNodeArgs {
  /** Where it stands; its server binds and announces the host's address. */
  host: RedisHost;
  /** The server's port; its cluster bus uses the port 10000 above it. */
  port: number;
  /** The server's command on the host. @default "redis-server" */
  serverCommand?: string;
  /** Further redis.conf directives. @default none */
  directives?: Directives;
  /** requirepass and masterauth. @default none, and protected-mode no */
  password?: pulumi.Input<string>;
  /** What a destroy does with the data: SHUTDOWN alone, or the node's files too. @default "keep" */
  onDestroy?: "keep" | "delete";
  /**
   * Whether a running node knows this address. Then a node that has no data is left stopped: an empty
   * server there would wipe the replica that follows this address. Where it is "unknown" such a node is
   * not made at all. @default "no"
   */
  peersKnow?: PeersKnow;
}

/**
 * One redis-server instance in cluster mode on one host: its folder, its conf and its daemon. It is
 * not part of a cluster before a `ClusterBootstrap` makes it one.
 *
 * It is its command and no component around it: Pulumi rewrites the whole state whenever a resource
 * begins or ends, and a component would more than double that, for hundreds of nodes to minutes.
 */
export class RedisClusterNode extends command.remote.Command {
  /** The address of its host. */
  readonly address: string;
  readonly status: pulumi.Output<NodeStatus>;

  constructor(name: string, args: RedisClusterNodeArgs, opts?: pulumi.CustomResourceOptions) {
    const { address, directory, ssh, connection, script } = args.host;
    const node = {
      address,
      port: args.port,
      directory,
      serverCommand: args.serverCommand ?? "redis-server",
      onDestroy: args.onDestroy ?? "keep",
      directives: args.directives ?? {},
      login: loginOf(ssh),
    };
    super(
      name,
      {
        connection,
        create: nodeCommand("create", node, args.peersKnow ?? "no"),
        update: nodeCommand("update", node, "no"),
        delete: nodeCommand("delete", node, "no"),
        stdin: stdinOf(node, args.password),
        logging: command.remote.Logging.None,
        addPreviousOutputInEnv: false,
      },
      pulumi.mergeOptions(
        // `create` says what the peers knew at that moment; no later word on it is a change. A replacement
        // goes by the later word all the same.
        { parent: args.host, dependsOn: [script], ignoreChanges: ["create"] },
        opts,
      ),
    );
    this.address = address;
    this.status = this.stdout.apply((stdout) => {
      const status = parseNodeStatus(stdout, `${address}:${args.port}`);
      const warning = warningOf(status, `${address}:${args.port}`);
      // Said again by each preview, as it stays so without being a change.
      if (warning !== undefined) void pulumi.log.warn(warning, this);
      return status;
    });
  }
}

/** What a person types after `ssh`. */
function loginOf({ user, address, port }: SshTarget): string {
  return port === 22 ? `${user}@${address}` : `-p ${port} ${user}@${address}`;
}

type Conf = Parameters<typeof nodeStdin>[0];

/** Secret only when there is a password, so that a changed conf can be read in the preview. */
function stdinOf(conf: Conf, password: pulumi.Input<string> | undefined): pulumi.Input<string> {
  if (password === undefined) return nodeStdin(conf);
  return pulumi.secret(password).apply((text) => nodeStdin({ ...conf, password: text }));
}

/** What a user must know of a node that was made or changed and is not as declared. */
function warningOf({ running, reason }: NodeStatus, name: string): string | undefined {
  return running ? undefined : `${name} was left stopped: ${reason}`;
}
