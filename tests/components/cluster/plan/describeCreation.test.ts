import { expect, test } from "vitest";
import { describeCreation } from "../../../../components/cluster/plan/describeCreation";
import { place } from "../../../../components/cluster/spec/placement";
import { EXAMPLE_TOPOLOGY } from "../../../support/example";

/** The topology of `count` hosts with two nodes each. */
function topologyOf(count: number, replicas: number) {
  const hosts = Array.from({ length: count }, (_, index) => {
    const address = `10.0.0.${index + 1}`;
    return { address, ports: [7000, 7001], domain: address };
  });
  return place({ hosts, replicas, allowSharedDomain: false });
}

test("describeCreation() of the example is a table of its shards", () => {
  expect(describeCreation(EXAMPLE_TOPOLOGY)).toBe(
    [
      "Plan: create a cluster of 6 nodes on 2 hosts",
      "  shard  slots        primary             replicas",
      "  1      0-5460       192.168.56.65:7000  192.168.56.66:7004",
      "  2      5461-10922   192.168.56.66:7003  192.168.56.65:7002",
      "  3      10923-16383  192.168.56.65:7001  192.168.56.66:7005",
    ].join("\n"),
  );
});

test("describeCreation() without replicas, and with two of them", () => {
  expect(describeCreation(topologyOf(2, 0)).split("\n")[2]).toBe(
    "  1      0-4095       10.0.0.1:7000  none",
  );
  expect(describeCreation(topologyOf(6, 2)).split("\n")[2]).toBe(
    "  1      0-4095       10.0.0.1:7000  10.0.0.3:7001; 10.0.0.5:7000",
  );
});

test("describeCreation() shows the first ten of more than twelve shards", () => {
  expect(describeCreation(topologyOf(12, 1)).split("\n")).toHaveLength(2 + 12);
  const lines = describeCreation(topologyOf(100, 1)).split("\n");
  expect(lines).toHaveLength(2 + 10 + 1);
  expect(lines[0]).toBe("Plan: create a cluster of 200 nodes on 100 hosts");
  expect(lines.at(-1)).toBe("  and 90 more shards");
});

test("describeCreation() says 1 host", () => {
  const hosts = [{ address: "A", ports: [1, 2, 3], domain: "A" }];
  const topology = place({ hosts, replicas: 0, allowSharedDomain: true });
  expect(describeCreation(topology)).toMatch(/^Plan: create a cluster of 3 nodes on 1 host\n/);
});
