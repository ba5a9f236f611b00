import { expect, test } from "vitest";
import { assess } from "../../../../components/cluster/plan/assess";
import { clusterWarnings } from "../../../../components/cluster/plan/warnings";
import { place } from "../../../../components/cluster/spec/placement";
import type { Topology } from "../../../../components/cluster/spec/topology";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { USE_THREE_HOSTS } from "../../../../components/text/cures/clusterCures";
import { EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { expectCure } from "../../../support/expectCure";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";

function topologyOf(
  ports: readonly number[][],
  options: { replicas: number; domain?: string },
): Topology {
  const hosts = ports.map((own, index) => {
    const address = String.fromCharCode(65 + index);
    return { address, ports: own, domain: options.domain ?? address };
  });
  return place({ hosts, replicas: options.replicas, allowSharedDomain: true });
}

function warnings(topology: Topology): string[] {
  return clusterWarnings({ topology, declared: topology, exists: false }, { isOpen: false });
}

test("clusterWarnings() warns of a missing password, also later", () => {
  const topology = topologyOf(
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    { replicas: 1 },
  );
  for (const exists of [false, true]) {
    expect(clusterWarnings({ topology, declared: topology, exists }, { isOpen: false })).toEqual(
      [],
    );
    expect(clusterWarnings({ topology, declared: topology, exists }, { isOpen: true })).toEqual([
      "no password is set. Anyone who can reach these ports can read and write.",
    ]);
  }
});

test("clusterWarnings() names single points of failure only while hosts are cheap to change", () => {
  const given = { topology: EXAMPLE_TOPOLOGY, declared: EXAMPLE_TOPOLOGY, exists: true };
  expect(clusterWarnings(given, { isOpen: false })).toEqual([]);
});

test("clusterWarnings() names the host of the example whose loss stops the cluster, and the cure", () => {
  expect(warnings(EXAMPLE_TOPOLOGY)).toEqual([
    "losing host 192.168.56.65 stops the cluster: 2 of 3 primaries run there. Three hosts would fix this.",
  ]);
  expectCure(warnings(EXAMPLE_TOPOLOGY).join(), USE_THREE_HOSTS);
  expect(warnings(RING)).toEqual([]);
});

test("clusterWarnings() says the same of two hosts once", () => {
  expect(
    warnings(
      topologyOf(
        [
          [1, 2, 3, 4],
          [1, 2, 3, 4],
        ],
        { replicas: 1 },
      ),
    ),
  ).toEqual([
    "losing host A or B stops the cluster: 2 of 4 primaries run there. Three hosts would fix this.",
  ]);
});

test("clusterWarnings() names a shard that is on one host", () => {
  expect(warnings(topologyOf([[1], [1], [1]], { replicas: 0 }))).toEqual([
    "losing host A stops the cluster: every node of the shard of A:1 runs there.",
    "losing host B stops the cluster: every node of the shard of B:1 runs there.",
    "losing host C stops the cluster: every node of the shard of C:1 runs there.",
  ]);
});

test("clusterWarnings() tells of many hosts in one text", () => {
  const ports = Array.from({ length: 20 }, () => [1]);
  expect(warnings(topologyOf(ports, { replicas: 0 }))).toEqual([
    "losing any of 20 hosts (A, B, C, ...) stops the cluster: each runs half of the primaries or a whole shard.",
  ]);
});

test("clusterWarnings() names a domain of several hosts", () => {
  expect(
    warnings(
      topologyOf(
        [
          [1, 2],
          [1, 2],
          [1, 2],
        ],
        { replicas: 1, domain: "rack" },
      ),
    ),
  ).toEqual([
    "losing host C stops the cluster: every node of the shard of C:1 runs there.",
    "losing domain rack stops the cluster: 3 of 3 primaries run there.",
  ]);
});

test("clusterWarnings() promises nothing of three hosts without replicas", () => {
  expect(warnings(topologyOf([[1, 2, 3]], { replicas: 0 }))).toEqual([
    "losing host A stops the cluster: 3 of 3 primaries run there.",
  ]);
});

/** The shards of three hosts as after failovers: by their numbers the first replica is the primary. */
function afterFailovers(declared: Topology, ...moved: readonly number[]): Topology {
  return {
    shards: declared.shards.map((shard, index) => {
      const [replica, ...others] = shard.replicas;
      return moved.includes(index) && replica !== undefined
        ? { ...shard, primary: replica, replicas: [shard.primary, ...others] }
        : shard;
    }),
  };
}

const RING = topologyOf(
  [
    [1, 2],
    [1, 2],
    [1, 2],
  ],
  { replicas: 1 },
);

test("clusterWarnings() names a host that failovers made a single point of failure, and the way back", () => {
  const given = { declared: RING, exists: true };
  expect(clusterWarnings({ ...given, topology: RING }, { isOpen: false })).toEqual([]);
  const once = clusterWarnings({ ...given, topology: afterFailovers(RING, 0) }, { isOpen: false });
  expect(once).toEqual([
    "losing host B would stop the cluster: 2 of 3 primaries run there. " +
      "To spread the primaries (REDISCLI_AUTH is the password, if there is one):\n" +
      "    redis-cli -h A -p 1 cluster failover",
  ]);
  // Each host has one primary again.
  const all = { ...given, topology: afterFailovers(RING, 0, 1, 2) };
  expect(clusterWarnings(all, { isOpen: false })).toEqual([]);
});

test("clusterWarnings() says nothing of two hosts, of which one always is one", () => {
  const given = { declared: EXAMPLE_TOPOLOGY, exists: true };
  const topology = afterFailovers(EXAMPLE_TOPOLOGY, 0);
  expect(clusterWarnings({ ...given, topology }, { isOpen: false })).toEqual([]);
});

test("clusterWarnings() names them again when new shards join", () => {
  const observed = grownCluster(EXAMPLE, FOUR_SHARDS).observe();
  const { topology, changes } = targetOf(FOUR_SHARDS, observed);
  const facts = { ...noHostFacts("/root/conf"), changes, declared: place(FOUR_SHARDS) };
  const assessment = assess(topology, observed, facts);
  expect(clusterWarnings(assessment, { isOpen: false })).toEqual([
    "after this change losing host 192.168.56.65 or 192.168.56.66 stops the cluster: 2 of 4 primaries run there. Three hosts would fix this.",
  ]);
});
