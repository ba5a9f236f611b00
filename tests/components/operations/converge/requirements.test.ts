import { expect, test } from "vitest";
import {
  afterFailedStarts,
  requireDeclared,
  requireOpenPorts,
  requireStarted,
  requireUnblocked,
} from "../../../../components/operations/converge/requirements";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";

test("requireDeclared() names members that are not declared", () => {
  const observed = freshCluster(EXAMPLE_TOPOLOGY).observe();
  expect(() => requireDeclared([at(7000), at(7006)], observed)).toThrow(
    /^Configuration rejected\. Nothing was changed\.\n {2}192\.168\.56\.66:7006 {2}member of the cluster, but not declared\n/,
  );
});

test("requireDeclared() accepts members that are declared", () => {
  const observed = freshCluster(EXAMPLE_TOPOLOGY).observe();
  expect(() => requireDeclared([at(7000), at(7001)], observed)).not.toThrow();
});

test("requireUnblocked() names what no step fixes", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7001)).keys = 1;
  expect(() => requireUnblocked(EXAMPLE_TOPOLOGY, cluster.observe())).toThrow(
    /^Cannot converge: these problems need a decision\n {2}192\.168\.56\.65:7001 {2}1 key, but not in a cluster\n/,
  );
});

test("requireUnblocked() accepts a healthy cluster", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(() => requireUnblocked(EXAMPLE_TOPOLOGY, observed)).not.toThrow();
});

const FAILED = [{ node: at(7001), reason: "Cannot start 192.168.56.65:7001: taken" }];

test("requireStarted() fails in the words of the host of a node that was not created", () => {
  const observed = new Map(freshCluster(EXAMPLE_TOPOLOGY).observe());
  expect(() => requireStarted(FAILED, observed)).not.toThrow();
  expect(() => requireStarted([], observed)).not.toThrow();
  const failure = "Cannot start 192.168.56.65:7001: taken\nRun up again: it continues from here.";
  observed.set(at(7001), { answers: false, reason: "connect ECONNREFUSED" });
  expect(() => requireStarted(FAILED, observed)).toThrow(new Error(failure));
  observed.delete(at(7001));
  expect(() => requireStarted(FAILED, observed)).toThrow(new Error(failure));
});

test("afterFailedStarts() names each reason once, before the error that came later", () => {
  const down = new Error("Cannot lock 192.168.56.66: no answer");
  expect(afterFailedStarts(down, [])).toBe(down);
  expect(afterFailedStarts(down, FAILED)).toEqual(
    new Error("Cannot start 192.168.56.65:7001: taken\nCannot lock 192.168.56.66: no answer"),
  );
  const reported = new Error("Cannot start 192.168.56.65:7001: taken\nUndone.");
  expect(afterFailedStarts(reported, FAILED)).toBe(reported);
});

test("requireOpenPorts() names the closed ports", () => {
  expect(() => requireOpenPorts(["A cannot reach bus port 1 of B: refused"])).toThrow(
    new Error(
      "Cannot form the cluster: hosts cannot reach each other's ports. Open them:\n" +
        "  A cannot reach bus port 1 of B: refused",
    ),
  );
  expect(() => requireOpenPorts([])).not.toThrow();
});
