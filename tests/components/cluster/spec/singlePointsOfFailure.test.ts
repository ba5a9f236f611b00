import { expect, test } from "vitest";
import { place } from "../../../../components/cluster/spec/placement";
import { singlePointsOfFailure } from "../../../../components/cluster/spec/singlePointsOfFailure";
import { EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";

const THREE = ["A", "B", "C"].map((address) => ({ address, ports: [1, 2], domain: address }));

test("singlePointsOfFailure() names the host of the example that has most primaries", () => {
  expect(singlePointsOfFailure(EXAMPLE_TOPOLOGY)).toEqual([
    {
      kind: "host",
      name: "192.168.56.65",
      reason: "2 of 3 primaries run there",
    },
  ]);
});

test("singlePointsOfFailure() counts half of the primaries as too many", () => {
  const hosts = ["A", "B"].map((address) => ({ address, ports: [1, 2, 3, 4], domain: address }));
  const reason = "2 of 4 primaries run there";
  expect(singlePointsOfFailure(place({ ...EXAMPLE, hosts }))).toEqual([
    { kind: "host", name: "A", reason },
    { kind: "host", name: "B", reason },
  ]);
});

test("singlePointsOfFailure() has none for three hosts", () => {
  expect(singlePointsOfFailure(place({ ...EXAMPLE, hosts: THREE }))).toEqual([]);
});

test("singlePointsOfFailure() names each host where there are no replicas", () => {
  const hosts = THREE.map((host) => ({ ...host, ports: [1] }));
  expect(singlePointsOfFailure(place({ ...EXAMPLE, hosts, replicas: 0 }))).toEqual(
    ["A", "B", "C"].map((name) => ({
      kind: "host",
      name,
      reason: `every node of the shard of ${name}:1 runs there`,
    })),
  );
});

test("singlePointsOfFailure() names a domain of several hosts, none of which would do it alone", () => {
  const hosts = ["A", "B", "C", "D"].map((address, index) => ({
    address,
    ports: [1, 2],
    domain: index < 2 ? "east" : "west",
  }));
  const reason = "2 of 4 primaries run there";
  expect(singlePointsOfFailure(place({ ...EXAMPLE, hosts }))).toEqual([
    { kind: "domain", name: "east", reason },
    { kind: "domain", name: "west", reason },
  ]);
});
