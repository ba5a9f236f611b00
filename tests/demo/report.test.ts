import { expect, test } from "vitest";
import type { NodeReport } from "../../components/operations/clusterReport";
import { type Outputs, report } from "../../demo/report";

const REASON = "it holds 2 of 3 primaries, so no majority is left to promote replicas";

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
  stoppedByTheLossOf: [{ kind: "host", name: "192.168.56.65", reason: REASON }],
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
Warning: losing host 192.168.56.65 stops the cluster: ${REASON}.

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
  const losses = ["192.168.56.65", "192.168.56.66"].map((name) => ({
    kind: "host",
    name,
    reason: REASON,
  }));
  expect(report(OUTPUTS, [], LOGIN)).toContain("crash 192.168.56.66\n");
  expect(report({ ...OUTPUTS, stoppedByTheLossOf: losses }, [], LOGIN)).toContain(
    "crash 192.168.56.65\n",
  );
});

test("report() fits on a screen of 40 lines", () => {
  const shards = Array.from({ length: 60 }, (_, index) => primary("10.0.0.1", 7000 + index, "1"));
  const losses = shards.map((_, index) => ({ kind: "host", name: `10.0.0.${index}`, reason: "r" }));
  const exchanges = Array.from({ length: 4 }, () => EXCHANGES)
    .flat()
    .slice(0, 4);
  const outputs = { ...OUTPUTS, nodes: shards, stoppedByTheLossOf: losses };
  const lines = report(outputs, exchanges, LOGIN).split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines).toContain("Warning: losing host 10.0.0.2 stops the cluster: r.");
  expect(lines).toContain("Warning: so does losing each of 57 others.");
});
