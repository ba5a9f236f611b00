import { expect, test } from "vitest";
import type { NodeReport } from "../../../components/cluster/plan/clusterReport";
import { type Outputs, report } from "../../../tools/demo/report";

function primary(address: string, port: number, slots: string): NodeReport {
  return { address, port, id: "", role: "primary", slots };
}

function replica(address: string, port: number, of: string): NodeReport {
  return { address, port, id: "", role: "replica", primary: of, slots: "" };
}

const OUTPUTS: Outputs = {
  nodes: [
    primary("192.168.56.65", 7000, "0-5460"),
    replica("192.168.56.66", 7004, "192.168.56.65:7000"),
    primary("192.168.56.66", 7003, "5461-10922"),
    replica("192.168.56.65", 7002, "192.168.56.66:7003"),
    primary("192.168.56.65", 7001, "10923-16383"),
    replica("192.168.56.66", 7005, "192.168.56.65:7001"),
  ],
  server: "redis",
  version: "7.0.15",
  singlePointsOfFailure: [{ name: "192.168.56.65" }],
};

const EXCHANGES = [
  {
    node: "192.168.56.65:7002",
    command: "SET name tom",
    reply: "MOVED 5798 192.168.56.66:7003",
  },
  { node: "192.168.56.66:7003", command: "SET name tom", reply: "OK" },
];

const LOGIN = { privateKey: ".demo/id_ed25519", knownHosts: ".demo/known_hosts" };

test("report() is the whole screen after pulumi up", () => {
  expect(report(OUTPUTS, EXCHANGES, LOGIN)).toBe(
    `
Cluster (redis 7.0.15)
  slots         primary              replicas
  0-5460        192.168.56.65:7000   192.168.56.66:7004
  5461-10922    192.168.56.66:7003   192.168.56.65:7002
  10923-16383   192.168.56.65:7001   192.168.56.66:7005

A client writes and reads a key, and follows each MOVED to the node that owns its slot
  192.168.56.65:7002> SET name tom -> MOVED 5798 192.168.56.66:7003
  192.168.56.66:7003> SET name tom -> OK

Try next
  Change a setting of all nodes:
    npm run pulumi -- config set --path 'redis-cluster:directives.maxmemory' 100mb
    npm run pulumi -- up
  Crash a host, see what is wrong, and repair it:
    npm run lab -- crash 192.168.56.66
    npm run pulumi -- preview
    npm run lab -- start 192.168.56.66
    npm run pulumi -- up
  Log in to a host and read the key:
    ssh -i .demo/id_ed25519 -o UserKnownHostsFile=.demo/known_hosts root@192.168.56.66 redis-cli -c -h 192.168.56.66 -p 7004 get name
  Remove the cluster and its hosts:
    npm run demo:down`,
  );
});

test("report() names no ssh command where there is no ssh", () => {
  expect(report(OUTPUTS, EXCHANGES, undefined)).not.toMatch(/ssh|Log in/);
});

test("report() crashes a host that the cluster can lose, and any other if there is none", () => {
  const all = ["192.168.56.65", "192.168.56.66"].map((name) => ({ name }));
  expect(report(OUTPUTS, [], LOGIN)).toContain("crash 192.168.56.66\n");
  expect(report({ ...OUTPUTS, singlePointsOfFailure: all }, [], LOGIN)).toContain(
    "crash 192.168.56.65\n",
  );
});

test("report() fits on a screen of 40 lines", () => {
  const shards = Array.from({ length: 60 }, (_, index) => primary("10.0.0.1", 7000 + index, "1"));
  const exchanges = Array.from({ length: 4 }, () => EXCHANGES)
    .flat()
    .slice(0, 4);
  const lines = report({ ...OUTPUTS, nodes: shards }, exchanges, LOGIN).split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
});
