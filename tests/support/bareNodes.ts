import { join } from "node:path";
import type { ClusterSpec } from "../../components/cluster/spec/clusterSpec";
import { nodeCommand } from "../../components/host/nodeScript";
import type { RunSpec } from "../../components/spec/runSpec";
import { runTool, type ToolResult, toolEnvironment } from "../../tools/processes/runTool";
import { EXAMPLE } from "./example";
import type { TestCluster } from "./testCluster";
import { wholeNodeStdin } from "./wholeNodeStdin";

const PROJECT = join(__dirname, "..", "..");
const DIRECTORY = "/root/conf";

/** A spec, and directives of its nodes. */
type BareSpec = ClusterSpec & Partial<Pick<RunSpec, "directives">>;

/** Makes the nodes of a spec as their resources do, in place of whatever was there. */
export async function freshNodes(
  cluster: TestCluster,
  { hosts, directives = {} }: Pick<BareSpec, "hosts" | "directives"> = EXAMPLE,
): Promise<void> {
  await Promise.all(
    hosts.map(async ({ address, ports }) => {
      await cluster.on(address, `${KILL}; rm -rf ${DIRECTORY}`);
      await Promise.all(ports.map((port) => createNode(cluster, { address, port, directives })));
    }),
  );
}

async function createNode(
  cluster: TestCluster,
  node: { readonly address: string; readonly port: number } & Pick<RunSpec, "directives">,
): Promise<void> {
  const { address, port } = node;
  const options = { ...node, directory: DIRECTORY };
  const script = { ...options, serverCommand: "redis-server" };
  const command = nodeCommand("create", script, "no");
  const { exitCode, stderr } = await cluster.lab.exec(
    address,
    ["sh", "-c", command],
    wholeNodeStdin(options),
  );
  if (exitCode !== 0) throw new Error(`Cannot make ${address}:${port}: ${stderr}`);
}

/** Kills the example's six servers as a loss of power does. */
export async function crashNodes(cluster: TestCluster): Promise<void> {
  await Promise.all(EXAMPLE.hosts.map(({ address }) => cluster.on(address, KILL)));
}

/** Kills the servers by their PID files, and waits until each has ended. */
const KILL = `
  for file in /root/conf/*/*.pid; do
    [ -e "$file" ] || continue
    pid=$(cat "$file")
    kill -9 "$pid" || continue
    tries=0
    while [ -e "/proc/$pid" ]; do
      tries=$((tries + 1)); [ $tries -lt 500 ] || exit 1
      sleep 0.01
    done
  done`;

/** Runs converge on the nodes of a spec as its resource does, with further environment. */
export function runConverge(
  cluster: TestCluster,
  environment: Readonly<Record<string, string>> = {},
  spec: BareSpec = EXAMPLE,
): Promise<ToolResult> {
  return runTool(CONVERGE, {
    input: JSON.stringify(runSpec(cluster, spec)),
    environment: { ...toolEnvironment(), ...environment },
  });
}

/** The program that the resource runs. */
export const CONVERGE: [string, ...string[]] = [
  "node",
  "--require",
  join(PROJECT, "tools", "loader", "register.js"),
  join(PROJECT, "components", "operations", "main.ts"),
  "converge",
];

/** What converge reads from its standard input. */
export function runSpec(cluster: TestCluster, spec: BareSpec = EXAMPLE): RunSpec {
  return {
    directives: {},
    ...spec,
    hosts: spec.hosts.map((host) => ({
      ...host,
      ssh: { address: host.address, port: 22, user: "root" },
    })),
    directory: DIRECTORY,
    serverCommand: "redis-server",
    credentials: { privateKey: cluster.privateKey() },
    record: { owner: "organization/redis-cluster/test", claim: "test" },
  };
}
