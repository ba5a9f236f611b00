import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { nodeName } from "./cluster/spec/clusterSpec";
import type { PeersKnow } from "./cluster/spec/peersKnow";
import { type NodeStatus, nodeCommand, nodeStdin, parseNodeStatus } from "./host/nodeScript";
import { problemTriggers } from "./pulumi/runAgain";
import type { RedisHost } from "./redisHost";
import { DEFAULTS } from "./spec/defaults";
import type { Directives } from "./spec/directives";
import type { FailedStart } from "./spec/runSpec";

/** The arguments of a `RedisClusterNode`. */
export interface RedisClusterNodeArgs {
  /** Its host, whose address the server binds and announces. */
  host: RedisHost;
  /** The claim of its cluster, which alone stops its server. */
  claim: pulumi.Resource;
  /** The server's port; its cluster bus uses the port + 10000. */
  port: number;
  /** The server's command on the host. @default "redis-server" */
  serverCommand?: string;
  /** More redis.conf directives. @default none */
  directives?: Directives;
  /** requirepass and masterauth. @default none, and protected mode is off */
  password?: pulumi.Input<string>;
  /**
   * Whether a peer knows this address. If "yes", a node without data stays stopped: an empty server would
   * wipe the replica that follows this address. If "unknown", such a node is not created. @default "no"
   */
  peersKnow?: PeersKnow;
  /** Whether the server is known to run: an older report that it stays stopped is not repeated. @default false */
  isRunning?: boolean;
  /**
   * Whether it belongs to a new cluster. If its creation fails then, this resource does not: it has a `failedStart`,
   * of which its `ClusterBootstrap` fails, after stopping the servers of the other nodes. Both need a `problem`.
   * @default false
   */
  isOfNewCluster?: boolean;
  /** A unique text when the server and its files are missing: they are created again. Otherwise leave it out. */
  problem?: pulumi.Input<string>;
}

/**
 * One redis-server in cluster mode on one host: its directory, its configuration file and its daemon.
 * A `ClusterBootstrap` joins it to a cluster. Deleting it changes the state and nothing else: its
 * `ClusterClaim` stops the server.
 *
 * It extends the command instead of wrapping it: Pulumi rewrites the whole state before and after each
 * resource, so a component around each node would more than double the time, to minutes for hundreds.
 */
export class RedisClusterNode extends command.remote.Command {
  /** The address of its host. */
  readonly address: string;
  readonly status: pulumi.Output<NodeStatus>;
  /** Why this run did not create it; undefined if it did. */
  readonly failedStart: pulumi.Output<FailedStart | undefined>;

  constructor(name: string, args: RedisClusterNodeArgs, opts?: pulumi.CustomResourceOptions) {
    const { address, directory, connection, script } = args.host;
    const { problem, isRunning = false } = args;
    const node = {
      address,
      port: args.port,
      directory,
      serverCommand: args.serverCommand ?? DEFAULTS.serverCommand,
      directives: args.directives ?? {},
    };
    super(
      name,
      {
        connection,
        create: nodeCommand(
          "create",
          { ...node, reportsFailure: args.isOfNewCluster === true && problem !== undefined },
          args.peersKnow ?? "no",
        ),
        update: nodeCommand("update", node, "no"),
        stdin: stdinOf(node, args.password),
        logging: command.remote.Logging.None,
        addPreviousOutputInEnv: false,
        ...problemTriggers(problem),
      },
      pulumi.mergeOptions(
        {
          parent: args.host,
          dependsOn: [script, args.claim],
          // `create` contains what the peers knew at that time. A later answer is no change, but a
          // replacement uses it.
          ignoreChanges: problem === undefined ? ["create", "triggers"] : ["create"],
        },
        opts,
      ),
    );
    this.address = address;
    this.status = this.stdout.apply((stdout) => {
      const status = parseNodeStatus(stdout);
      const warning = warningOf(status, { name: `${address}:${args.port}`, isRunning });
      // Every preview repeats it: it is no change, but it stays true.
      if (warning !== undefined) void pulumi.log.warn(warning, this);
      return status;
    });
    // Without a problem the failure is that of an earlier run.
    this.failedStart = this.status.apply(({ failed, reason = "" }) =>
      problem !== undefined && failed === true
        ? { node: nodeName({ address, port: args.port }), reason }
        : undefined,
    );
  }
}

type Conf = Parameters<typeof nodeStdin>[0];

/** Secret only if there is a password, so that previews show a changed configuration file. */
function stdinOf(conf: Conf, password: pulumi.Input<string> | undefined): pulumi.Input<string> {
  if (password === undefined) return nodeStdin(conf);
  return pulumi.secret(password).apply((text) => nodeStdin({ ...conf, password: text }));
}

function warningOf(
  { running, failed, reason }: NodeStatus,
  { name, isRunning }: { readonly name: string; readonly isRunning: boolean },
): string | undefined {
  if (running === undefined) return `${name}: ${reason}`;
  // The bootstrap fails of it.
  return running || isRunning || failed === true ? undefined : `${name} stays stopped: ${reason}`;
}
