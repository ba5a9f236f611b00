import { expect, test } from "vitest";
import { describePlan } from "../../../../components/cluster/plan/describePlan";
import { plan } from "../../../../components/cluster/plan/plan";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { freshCluster } from "../../../support/formedCluster";

test("describePlan() of the fresh example has a line for each thing that a person decides by", () => {
  const steps = plan(EXAMPLE_TOPOLOGY, freshCluster(EXAMPLE_TOPOLOGY).observe());
  expect(describePlan(steps)).toEqual([
    "shorten the node timeout of 6 nodes while the cluster forms",
    "give each of 6 nodes a config epoch of its own",
    "give 192.168.56.65:7000 the slots 0-5460",
    "give 192.168.56.66:7003 the slots 5461-10922",
    "give 192.168.56.65:7001 the slots 10923-16383",
    "make the nodes meet, each one every other",
    "make 192.168.56.66:7004 a replica of 192.168.56.65:7000",
    "make 192.168.56.65:7002 a replica of 192.168.56.66:7003",
    "make 192.168.56.66:7005 a replica of 192.168.56.65:7001",
    "set the node timeout of 6 nodes to their confs'",
    "mark 6 nodes as members that may not be stopped by themselves",
  ]);
});

test("describePlan() names the node of an act that is alone of its kind", () => {
  expect(
    describePlan([
      { kind: "start", node: at(7000) },
      { kind: "start", node: at(7001) },
      { kind: "setTimeouts", node: at(7002), settings: "forming" },
      { kind: "setEpoch", node: at(7002), epoch: 4 },
      { kind: "meet", node: at(7002), peers: [at(7003), at(7004)] },
      { kind: "setTimeouts", node: at(7003), settings: "declared" },
      { kind: "hold", node: at(7002) },
    ]),
  ).toEqual([
    "start 192.168.56.65:7000 on the data that it has",
    "start 192.168.56.65:7001 on the data that it has",
    "shorten the node timeout of 192.168.56.65:7002 while the cluster forms",
    "give 192.168.56.65:7002 the config epoch 4",
    "make 192.168.56.65:7002 meet 192.168.56.66:7003, 192.168.56.66:7004",
    "set the node timeout of 192.168.56.66:7003 to its conf's",
    "mark 192.168.56.65:7002 as a member that may not be stopped by itself",
  ]);
});

test("describePlan() of nothing to do is empty", () => {
  expect(describePlan([])).toEqual([]);
});
