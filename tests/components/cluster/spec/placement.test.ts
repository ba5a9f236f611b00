import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ClusterSpec,
  nodeName,
  nodesOf,
} from "../../../../components/cluster/spec/clusterSpec";
import { interleave, place } from "../../../../components/cluster/spec/placement";
import { countSlots, formatSlots, SLOT_COUNT } from "../../../../components/cluster/spec/slots";
import { membersOf, type Topology } from "../../../../components/cluster/spec/topology";
import { EXAMPLE } from "../../../support/example";
import { hasPlacement } from "../../../support/hasPlacement";
import { anyTable, dividingTable } from "../../../support/hostTables";
import { placed } from "../../../support/layouts";

/** A line for each shard: `"0-5460 A:7000 <- B:7004"`. */
function lines({ shards }: Topology): string[] {
  return shards.map(
    ({ slots, primary, replicas }) =>
      `${formatSlots(slots)} ${nodeName(primary)} <- ${replicas.map(nodeName).join(", ")}`,
  );
}

/** Hosts A, B, C .. with as many ports as given, each its own domain. */
function hostsWith(...counts: number[]): ClusterSpec["hosts"] {
  return counts.map((count, index) => {
    const address = String.fromCharCode(65 + index);
    const ports = Array.from({ length: count }, (_, port) => 7000 + port);
    return { address, ports, domain: address };
  });
}

function specOf(hosts: ClusterSpec["hosts"], changes: Partial<ClusterSpec> = {}): ClusterSpec {
  return { hosts, replicas: 1, allowSharedDomain: false, ...changes };
}

describe("place() of", () => {
  test("the example to the letter", () => {
    expect(lines(place(EXAMPLE))).toEqual([
      "0-5460 192.168.56.65:7000 <- 192.168.56.66:7004",
      "5461-10922 192.168.56.66:7003 <- 192.168.56.65:7002",
      "10923-16383 192.168.56.65:7001 <- 192.168.56.66:7005",
    ]);
  });

  test("three hosts with one primary and one replica each", () => {
    expect(lines(place(specOf(hostsWith(2, 2, 2))))).toEqual([
      "0-5460 A:7000 <- B:7001",
      "5461-10922 B:7000 <- C:7001",
      "10923-16383 C:7000 <- A:7001",
    ]);
  });

  test("no replicas", () => {
    expect(lines(place(specOf(hostsWith(2, 1), { replicas: 0 })))).toEqual([
      "0-5460 A:7000 <- ",
      "5461-10922 B:7000 <- ",
      "10923-16383 A:7001 <- ",
    ]);
  });

  test("two replicas, each on another host", () => {
    expect(lines(place(specOf(hostsWith(3, 3, 3), { replicas: 2 })))).toEqual([
      "0-5460 A:7000 <- B:7001, C:7001",
      "5461-10922 B:7000 <- A:7001, C:7002",
      "10923-16383 C:7000 <- A:7002, B:7002",
    ]);
  });

  test("replicas in another domain, not only on another host", () => {
    const hosts = hostsWith(2, 2, 2, 2).map((host, index) => ({
      ...host,
      domain: index < 2 ? "east" : "west",
    }));
    expect(lines(place(specOf(hosts)))).toEqual([
      "0-4095 A:7000 <- C:7001",
      "4096-8191 C:7000 <- A:7001",
      "8192-12287 B:7000 <- D:7001",
      "12288-16383 D:7000 <- B:7001",
    ]);
  });

  test("a shared domain where there is no other way and it is allowed", () => {
    const alone = specOf(hostsWith(6), { allowSharedDomain: true });
    expect(lines(place(alone))).toEqual([
      "0-5460 A:7000 <- A:7003",
      "5461-10922 A:7001 <- A:7004",
      "10923-16383 A:7002 <- A:7005",
    ]);
  });

  test("replicas on another host where the domain must be shared", () => {
    const hosts = hostsWith(3, 3).map((host) => ({ ...host, domain: "rack" }));
    expect(lines(place(specOf(hosts, { allowSharedDomain: true })))).toEqual([
      "0-5460 A:7000 <- B:7001",
      "5461-10922 B:7000 <- A:7002",
      "10923-16383 A:7001 <- B:7002",
    ]);
  });

  test("apart what can be apart, though sharing is allowed", () => {
    expect(place({ ...EXAMPLE, allowSharedDomain: true })).toEqual(place(EXAMPLE));
  });
});

describe("place() rejects", () => {
  test.each([
    [
      specOf(hostsWith(3, 4)),
      "7 nodes do not divide into shards of 1 primary and 1 replica. Use a multiple of 2.",
    ],
    [
      specOf(hostsWith(2, 2)),
      "4 nodes make 2 primaries with 1 replica each, and a cluster needs 3 to outvote a lost one. " +
        "Use 6 nodes or more.",
    ],
    [
      specOf(hostsWith(3, 3), { replicas: 2 }),
      "6 nodes make 2 primaries with 2 replicas each, and a cluster needs 3 to outvote a lost one. " +
        "Use 9 nodes or more.",
    ],
    [
      specOf(hostsWith(4, 2)),
      'replicas would share their primary\'s domain: domain "A" has 4 of 6 nodes. ' +
        "Spread the nodes over more domains, or set allowSharedDomain to true.",
    ],
    [
      specOf(hostsWith(7, 2), { replicas: 2 }),
      'replicas would share their primary\'s domain: domain "A" has 7 of 9 nodes. ' +
        "Spread the nodes over more domains, or set allowSharedDomain to true.",
    ],
  ])("%j", (spec, text) => {
    expect(() => place(spec)).toThrow(new RangeError(text));
  });
});

describe("place() of any table", () => {
  test("places every node once, every slot once, and the same each time", () => {
    fc.assert(
      fc.property(fc.oneof(anyTable, dividingTable), (spec) => {
        const topology = placed(spec);
        if (topology === undefined) return;
        const members = topology.shards.flatMap(membersOf).map(nodeName);
        expect(members.sort()).toEqual(nodesOf(spec.hosts).map(nodeName).sort());
        let next = 0;
        for (const { slots, replicas } of topology.shards) {
          expect(slots).toEqual([{ start: next, end: expect.any(Number) }]);
          next += countSlots(slots);
          expect(replicas).toHaveLength(spec.replicas);
        }
        expect(next).toBe(SLOT_COUNT);
        expect(place(structuredClone(spec))).toEqual(topology);
      }),
      { numRuns: 400 },
    );
  });

  test("keeps every replica out of its primary's domain wherever that can be", () => {
    fc.assert(
      fc.property(dividingTable, (spec) => {
        const topology = placed(spec);
        if (!hasPlacement(spec)) {
          expect(topology === undefined).toBe(!spec.allowSharedDomain);
          return;
        }
        const shared = topology?.shards.flatMap(({ primary, replicas }) =>
          replicas.filter(({ domain }) => domain === primary.domain),
        );
        expect(shared).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});

test("interleave() takes one node of each host in turn", () => {
  const hosts = [
    { address: "A", ports: [7000, 7001], domain: "A" },
    { address: "B", ports: [7003, 7004], domain: "B" },
  ];
  expect(interleave(hosts)).toEqual([
    { address: "A", port: 7000, domain: "A" },
    { address: "B", port: 7003, domain: "B" },
    { address: "A", port: 7001, domain: "A" },
    { address: "B", port: 7004, domain: "B" },
  ]);
});

test("interleave() takes one node of each domain in turn, and its hosts in turn", () => {
  const hosts = [
    { address: "A", ports: [1, 2], domain: "east" },
    { address: "B", ports: [1, 2], domain: "east" },
    { address: "C", ports: [1], domain: "west" },
    { address: "D", ports: [1], domain: "west" },
  ];
  const names = interleave(hosts).map(nodeName);
  expect(names).toEqual(["A:1", "C:1", "B:1", "D:1", "A:2", "B:2"]);
});

test("interleave() goes on with the longer host when the shorter one has no more", () => {
  const hosts = [
    { address: "A", ports: [1], domain: "A" },
    { address: "B", ports: [1, 2, 3], domain: "B" },
  ];
  expect(interleave(hosts).map(nodeName)).toEqual(["A:1", "B:1", "B:2", "B:3"]);
});

test("interleave() of no hosts is empty", () => {
  expect(interleave([])).toEqual([]);
});
