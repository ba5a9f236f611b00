import { join } from "node:path";
import type { RunSpec } from "../../components/spec/runSpec";
import type { TestCluster } from "../../tests/support/testCluster";
import { runTool } from "../processes/runTool";
import type { BenchHost } from "./benchHosts";

const PROJECT = join(__dirname, "..", "..");
/** ms; converge itself gives up after 60 s. */
const LIMIT = 90_000;

/** Runs the program of the ClusterBootstrap on servers that run and have not met. */
export async function convergeAlone(
  cluster: TestCluster,
  hosts: readonly BenchHost[],
): Promise<void> {
  const spec: RunSpec = {
    hosts: hosts.map(({ address, ports }) => ({
      address,
      ports,
      domain: address,
      ssh: { address, port: 22, user: "root" },
    })),
    replicas: 1,
    allowSharedDomain: false,
    directory: "/root/conf",
    directives: {},
    serverCommand: "redis-server",
    credentials: { privateKey: cluster.privateKey() },
  };
  const program = join(PROJECT, "components", "operations", "main.ts");
  const { exitCode, stderr } = await runTool(
    ["node", "--require", join(PROJECT, "loader", "register.js"), program, "converge"],
    { input: JSON.stringify(spec), limit: LIMIT },
  );
  if (exitCode !== 0) throw new Error(`Cannot converge as it ended with ${exitCode}: ${stderr}`);
}
