import { expect, test } from "vitest";
import { plan } from "../../../../components/cluster/plan/plan";
import { describeSteps } from "../../../../components/cluster/steps/describeSteps";
import type { Step } from "../../../../components/cluster/steps/step";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { freshCluster } from "../../../support/formedCluster";

test("describeSteps() of the fresh example has a line for each assignment, and one for each other batch", () => {
  const steps = plan(EXAMPLE_TOPOLOGY, freshCluster(EXAMPLE_TOPOLOGY).observe());
  expect(describeSteps(steps)).toEqual([
    "shorten the node timeout of 6 nodes while the cluster forms",
    "set a unique config epoch on each of 6 nodes",
    "assign slots 0-5460 to 192.168.56.65:7000",
    "assign slots 5461-10922 to 192.168.56.66:7003",
    "assign slots 10923-16383 to 192.168.56.65:7001",
    "make 6 nodes meet each other",
    "make 192.168.56.66:7004 a replica of 192.168.56.65:7000",
    "make 192.168.56.65:7002 a replica of 192.168.56.66:7003",
    "make 192.168.56.66:7005 a replica of 192.168.56.65:7001",
    "restore the declared node timeout of 6 nodes",
    "record owner and members on 192.168.56.65, 192.168.56.66",
  ]);
});

test("describeSteps() has a line for each of four failovers, and one for more", () => {
  const failOver = (port: number): Step => ({ kind: "failOver", node: at(port), to: `B:${port}` });
  const ports = [7000, 7001, 7002, 7003, 7004];
  expect(describeSteps(ports.slice(0, 4).map(failOver))).toEqual(
    ports
      .slice(0, 4)
      .map(
        (port) => `fail over ${at(port)} -> B:${port}: writes to its slots pause for about 0.1 s`,
      ),
  );
  expect(describeSteps(ports.map(failOver))).toEqual([
    "fail over 5 primaries, one after the other: writes to their slots pause for about 0.1 s",
  ]);
});

test("describeSteps() names up to four nodes of a line", () => {
  expect(
    describeSteps([
      { kind: "start", node: at(7003), mode: "data" },
      { kind: "start", node: at(7001), mode: "data" },
      { kind: "start", node: at(7000), mode: "data" },
      { kind: "setTimeouts", node: at(7002), settings: "forming" },
      { kind: "setEpoch", node: at(7002), epoch: 4 },
      { kind: "meet", node: at(7002), peers: [at(7003), at(7004)] },
      { kind: "setTimeouts", node: at(7003), settings: "declared" },
      { kind: "writePidFile", node: at(7004) },
      { kind: "record", node: at(7002) },
    ]),
  ).toEqual([
    "start 192.168.56.65:7000, 7001; 192.168.56.66:7003",
    "shorten the node timeout of 192.168.56.65:7002 while the cluster forms",
    "set config epoch 4 on 192.168.56.65:7002",
    "make 192.168.56.65:7002 meet 192.168.56.66:7003, 7004",
    "restore the declared node timeout of 192.168.56.66:7003",
    "write the missing PID file of 192.168.56.66:7004",
    "record owner and members on 192.168.56.65",
  ]);
});

test("describeSteps() gives a batch of more than four lines one line", () => {
  const nodes = Array.from({ length: 200 }, (_, index) => `10.0.0.1:${7000 + index}`);
  const steps = nodes.flatMap((node, index): Step[] => [
    { kind: "assignSlots", node, slots: [{ start: index, end: index }] },
    { kind: "replicate", node, primary: "10.0.0.2:7000" },
    { kind: "stageConf", node, changes: [`port ${index}`] },
    { kind: "setDirectives", node, values: [{ name: "a", from: "", to: `${index}` }] },
  ]);
  expect(describeSteps(steps)).toEqual([
    "assign slots to 200 primaries",
    "make 200 nodes replicas of their primaries",
    "test and stage the new configuration of 200 nodes",
    "set directives on 200 nodes (no restart)",
  ]);
});

test("describeSteps() counts more than four hosts that get a record", () => {
  const records = (count: number) =>
    Array.from(
      { length: count },
      (_, index): Step => ({
        kind: "record",
        node: `10.0.0.${index + 1}:7000`,
      }),
    );
  expect(describeSteps(records(4))).toEqual([
    "record owner and members on 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4",
  ]);
  expect(describeSteps(records(5))).toEqual(["record owner and members on 5 hosts"]);
});

test("describeSteps() of nothing to do is empty", () => {
  expect(describeSteps([])).toEqual([]);
});
