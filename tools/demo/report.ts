import type { NodeReport } from "../../components/cluster/plan/clusterReport";
import { describeExchange, type Exchange } from "../../components/operations/redis/exchange";
import { picture } from "./picture";

/** The outputs of the stack that the demo shows. */
export interface Outputs {
  readonly nodes: readonly NodeReport[];
  /** `"redis"` or `"valkey"`. */
  readonly server: string;
  readonly version: string;
  /** The hosts and domains whose loss stops the cluster; the plan of its creation warns of them. */
  readonly singlePointsOfFailure: readonly { name: string }[];
}

/** The paths of the demo's SSH keys, relative to the project. */
export interface LoginFiles {
  readonly privateKey: string;
  readonly knownHosts: string;
}

/**
 * Describes the demo's cluster, how a client is redirected in it, and what to try next.
 *
 * @param login is `undefined` if this machine has no ssh
 */
export function report(
  outputs: Outputs,
  exchanges: readonly Exchange[],
  login: LoginFiles | undefined,
): string {
  return [
    "",
    `Cluster (${outputs.server} ${outputs.version})`,
    picture(outputs.nodes),
    "",
    "A client writes and reads a key, and follows each MOVED to the node that owns its slot",
    ...exchanges.map((exchange) => `  ${describeExchange(exchange)}`),
    "",
    "Try next",
    ...nextCommands(outputs, login).flatMap(([purpose, ...commands]) => [
      `  ${purpose}`,
      ...commands.map((command) => `    ${command}`),
    ]),
  ].join("\n");
}

function nextCommands(outputs: Outputs, login: LoginFiles | undefined): string[][] {
  const { nodes, singlePointsOfFailure: losses } = outputs;
  const isSpare = ({ address }: NodeReport) => losses.every(({ name }) => name !== address);
  const node = nodes.find(isSpare) ?? nodes[0];
  if (node === undefined) return [];
  const { address, port } = node;
  return [
    [
      "Change a setting of all nodes:",
      "npm run pulumi -- config set --path 'redis-cluster:directives.maxmemory' 100mb",
      "npm run pulumi -- up",
    ],
    [
      "Crash a host, see what is wrong, and repair it:",
      `npm run lab -- crash ${address}`,
      "npm run pulumi -- preview",
      `npm run lab -- start ${address}`,
      "npm run pulumi -- up",
    ],
    ...(login === undefined
      ? []
      : [
          [
            "Log in to a host and read the key:",
            `ssh -i ${login.privateKey} -o UserKnownHostsFile=${login.knownHosts} root@${address} ` +
              `redis-cli -c -h ${address} -p ${port} get name`,
          ],
        ]),
    ["Remove the cluster and its hosts:", "npm run demo:down"],
  ];
}
