import { expect, test } from "vitest";
import type { Step } from "../../../../components/cluster/steps/step";
import {
  neededAgain,
  notHealthy,
  requireNothingLeft,
  stoppedAgain,
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

test("stoppedAgain() says where the reason is", () => {
  expect(stoppedAgain(STARTS, 3).message).toBe(
    "Cannot converge: these servers were started 3 times and stopped again\n" +
      "  192.168.56.65:7000; 192.168.56.66:7003\n" +
      "The end of PORT.log in the configured directory says why.",
  );
});

test("notHealthy() names the problems and the time without progress", () => {
  const problems = [{ node: at(7004), kind: "replication link is down" }];
  expect(notHealthy(problems, { stall: 45_000, endless: [] }).message).toBe(
    "Cannot converge: the cluster is not healthy, and nothing progressed for 45 s\n" +
      "  192.168.56.66:7004  replication link is down\n" +
      "Run up again: it continues from here.",
  );
});

test("notHealthy() names copies that begin again and again, and the probable cause", () => {
  const problems = [{ node: at(7004), kind: "copying from its primary" }];
  expect(notHealthy(problems, { stall: 45_000, endless: [at(7004)] }).message).toBe(
    "Cannot converge: the cluster is not healthy, and nothing progressed for 45 s\n" +
      "  192.168.56.66:7004  copying from its primary\n" +
      "192.168.56.66:7004: the transfer of data began again and again. The log of the server says why. " +
      "Probably client-output-buffer-limit or repl-timeout of the primary is too low for the data.\n" +
      "Run up again: it continues from here.",
  );
});

test("requireNothingLeft() names the steps that a healthy cluster still needs", () => {
  expect(() => requireNothingLeft([])).not.toThrow();
  expect(() => requireNothingLeft(STARTS)).toThrow(
    new Error(
      "Cannot converge: the cluster is healthy, but these steps cannot begin\n" +
        "  start 192.168.56.65:7000; 192.168.56.66:7003\n" +
        "Run up again: it continues from here.",
    ),
  );
});
