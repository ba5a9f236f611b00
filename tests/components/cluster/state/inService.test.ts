import { expect, test } from "vitest";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { isInService } from "../../../../components/cluster/state/inService";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { grownCluster } from "../../../support/grownCluster";

test("isInService() is true for a formed cluster, also if a node has stopped or a new one runs", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  expect(isInService(cluster.observe())).toBe(true);
  cluster.node(at(7004)).runs = false;
  expect(isInService(cluster.observe())).toBe(true);
  const [first, ...others] = EXAMPLE.hosts;
  const hosts = [{ address: "", domain: "", ...first, ports: [7000, 7001, 7002, 7006] }, ...others];
  const grown = grownCluster(EXAMPLE, { ...EXAMPLE, hosts }, { runs: true });
  expect(isInService(grown.observe())).toBe(true);
});

test("isInService() is false for fresh nodes, while a cluster forms, and without all slots", () => {
  expect(isInService(freshCluster(EXAMPLE_TOPOLOGY).observe())).toBe(false);
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).settings = FORMING_SETTINGS;
  expect(isInService(cluster.observe())).toBe(false);
  const without = formedCluster(EXAMPLE_TOPOLOGY);
  without.node(at(7000)).slots = [];
  expect(isInService(without.observe())).toBe(false);
});
