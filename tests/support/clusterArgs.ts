import type { ClusterReport } from "../../components/cluster/plan/clusterReport";
import type { ClusterArgs } from "../../components/pulumi/clusterArgs";

/** The example's cluster as the components' arguments. */
export const CLUSTER_ARGS: ClusterArgs = {
  hosts: [
    {
      address: "192.168.56.65",
      ports: [7000, 7001, 7002],
      domain: "a",
      ssh: { address: "192.168.56.65", port: 22, user: "root" },
    },
    {
      address: "192.168.56.66",
      ports: [7003, 7004, 7005],
      domain: "b",
      ssh: { address: "192.168.56.66", port: 22, user: "root" },
    },
  ],
  credentials: { privateKey: "THE KEY", agent: false },
};

/** What converge prints in these tests. */
export const REPORT: ClusterReport = {
  nodes: [
    {
      address: "192.168.56.65",
      port: 7000,
      id: "a".repeat(40),
      role: "primary",
      slots: "0-16383",
    },
  ],
  server: "valkey",
  version: "9.1.2",
  pending: {},
  singlePointsOfFailure: [{ kind: "host", name: "192.168.56.65", reason: "it holds all" }],
};

/** The interpreter of the commands that run operations/main.ts, from the program's folder. */
export const INTERPRETER = [
  "node",
  "--require",
  "./tools/loader/register.js",
  "./components/operations/main.ts",
];

/** What a `ClusterClaim` of a recorded program prints, and what the records of its hosts then say. */
export const CLAIM_PRINTS = '{"claim":"c0ffee"}';
export const OWNERSHIP = { owner: "acme/redis-cluster/dev", claim: "c0ffee" };

/** The RunSpec that `CLUSTER_ARGS` with its defaults is on standard input. */
export const RUN_SPEC = {
  hosts: CLUSTER_ARGS.hosts,
  replicas: 1,
  allowSharedDomain: false,
  directory: "/root/conf",
  serverCommand: "redis-server",
  directives: {},
  credentials: { privateKey: "THE KEY", agent: false },
};
