import { expect, test } from "vitest";
import type { Step } from "../../../../components/cluster/steps/step";
import {
  neededAgain,
  notHealthy,
  withoutEffect,
} from "../../../../components/operations/converge/timeouts";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const STARTS: [Step, ...Step[]] = [
  { kind: "start", node: at(7000), mode: "data" },
  { kind: "start", node: at(7003), mode: "data" },
];

test("withoutEffect() names the steps and the time", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  const state = { topology: EXAMPLE_TOPOLOGY, observed, waited: 30_012 };
  expect(withoutEffect(STARTS, state).message).toBe(
    "Cannot converge: these steps had no effect within 30 s\n" +
      "  start 192.168.56.65:7000; 192.168.56.66:7003\n" +
      "Run up again: it continues from here.",
  );
});

test("withoutEffect() names the bus ports that keep nodes from meeting, as ranges", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const port of [7000, 7001, 7004]) {
    for (const node of cluster.nodes.values()) node.knows.delete(at(port));
    cluster.node(at(port)).knows.clear();
  }
  const state = { topology: EXAMPLE_TOPOLOGY, observed: cluster.observe(), waited: 6000 };
  const meet: Step = { kind: "meet", node: at(7000), peers: [at(7001)] };
  expect(withoutEffect([meet], state).message.split("\n")[0]).toBe(
    "Cannot form the cluster: nodes cannot reach each other's cluster bus port. " +
      "Open TCP 17000-17005 between the hosts:",
  );
});

test("withoutEffect() of a meeting without a closed port names the steps", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  const state = { topology: EXAMPLE_TOPOLOGY, observed, waited: 6000 };
  const meet: Step = { kind: "meet", node: at(7000), peers: [at(7001)] };
  expect(withoutEffect([meet], state).message).toMatch(
    /^Cannot converge: these steps had no effect within 6 s\n {2}make 192\.168\.56\.65:7000 meet /,
  );
});

test("neededAgain() says how often, and what to do", () => {
  expect(neededAgain(STARTS, 10).message).toBe(
    "Cannot converge: these steps took effect 10 times and are needed again\n" +
      "  start 192.168.56.65:7000; 192.168.56.66:7003\n" +
      "Probably something else changes these nodes. Stop it, then run up again.",
  );
});

test("notHealthy() names the problems and the time", () => {
  const problems = [{ node: at(7004), kind: "replication link is down" }];
  expect(notHealthy(problems, 29_990).message).toBe(
    "Cannot converge: the cluster did not become healthy within 30 s\n" +
      "  192.168.56.66:7004  replication link is down\n" +
      "Run up again: it continues from here.",
  );
});
