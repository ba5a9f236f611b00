import { join } from "node:path";
import type { RunSpec } from "../../components/spec/runSpec";
import type { TestCluster } from "../../tests/support/testCluster";
import { runToolOrThrow } from "../processes/runTool";
import type { BenchHost } from "./sizes";

const PROJECT = join(__dirname, "..", "..");
const LOADER = join(PROJECT, "tools", "loader", "register.js");
const PROGRAM = join(PROJECT, "components", "operations", "main.ts");
/** Time limit in ms; converge itself gives up after 60 s of forming, and also stages 200 files. */
const LIMIT = 240_000;

/** Runs converge without Pulumi on servers that run but are not yet a cluster. */
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
  const options = { input: JSON.stringify(spec), limit: LIMIT };
  await runToolOrThrow(["node", "--require", LOADER, PROGRAM, "converge"], options);
}
