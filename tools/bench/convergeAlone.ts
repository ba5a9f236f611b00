import { join } from "node:path";
import type { RunSpec } from "../../components/spec/runSpec";
import type { TestCluster } from "../../tests/support/testCluster";
import { runTool } from "../processes/runTool";
import type { BenchHost } from "./sizes";

const PROJECT = join(__dirname, "..", "..");
const LOADER = join(PROJECT, "tools", "loader", "register.js");
const PROGRAM = join(PROJECT, "components", "operations", "main.ts");
/** Time limit in ms; converge itself gives up after 60 s of forming, and also stages 200 files. */
const LIMIT = 240_000;

/** Runs converge without Pulumi on servers that run. Returns its progress. @throws Error with that if it fails */
export async function convergeAlone(
  cluster: TestCluster,
  hosts: readonly BenchHost[],
  { replicas = 1, serverCommand = "redis-server" } = {},
): Promise<string> {
  const spec: RunSpec = {
    hosts: hosts.map(({ address, ports }) => ({
      address,
      ports,
      domain: address,
      ssh: { address, port: 22, user: "root" },
    })),
    replicas,
    allowSharedDomain: false,
    directory: "/root/conf",
    directives: {},
    serverCommand,
    record: { owner: "organization/redis-cluster/bench", claim: "bench" },
    credentials: { privateKey: cluster.privateKey() },
  };
  const options = { input: JSON.stringify(spec), limit: LIMIT };
  const argv = ["node", "--require", LOADER, PROGRAM, "converge"] as const;
  const { exitCode, stderr } = await runTool(argv, options);
  if (exitCode !== 0) throw new Error(`Cannot converge: ${stderr}`);
  return stderr;
}
