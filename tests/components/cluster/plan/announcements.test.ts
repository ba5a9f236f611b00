import { expect, test } from "vitest";
import { planAnnouncements } from "../../../../components/cluster/plan/announcements";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { midTakeover } from "../../../support/midTakeover";

test("planAnnouncements() announces a node to those that see it in a former role", () => {
  // The new primary and the old one know, the others do not.
  const { late } = midTakeover(at(7000), at(7004));
  expect(planAnnouncements(EXAMPLE_TOPOLOGY, late)).toEqual([
    { kind: "announce", node: at(7004), peers: [7000, 7003, 7002, 7001, 7005].map(at) },
    { kind: "announce", node: at(7000), peers: [at(7004)] },
  ]);
});

test("planAnnouncements() has nothing while all agree, nor while the cluster forms", () => {
  expect(planAnnouncements(EXAMPLE_TOPOLOGY, formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual(
    [],
  );
  const forming = freshCluster(EXAMPLE_TOPOLOGY).observe();
  expect(planAnnouncements(EXAMPLE_TOPOLOGY, forming)).toEqual([]);
});
