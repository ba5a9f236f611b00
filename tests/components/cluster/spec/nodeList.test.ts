import { expect, test } from "vitest";
import { listNodes, nameOrCount } from "../../../../components/cluster/spec/nodeList";

const NODES = ["10.1.0.11:7000", "10.1.0.12:7000", "10.1.0.11:7001", "fd00::65:7002", "10.1.0.9:1"];

test.each([
  [0, "", ""],
  [1, "10.1.0.11:7000", "10.1.0.11:7000"],
  [2, "10.1.0.11:7000; 10.1.0.12:7000", "10.1.0.11:7000; 10.1.0.12:7000"],
  [3, "10.1.0.11:7000, 7001; 10.1.0.12:7000", "10.1.0.11:7000, 7001; 10.1.0.12:7000"],
  [
    4,
    "10.1.0.11:7000, 7001; 10.1.0.12:7000; fd00::65:7002",
    "10.1.0.11:7000, 7001; 10.1.0.12:7000; fd00::65:7002",
  ],
  [5, "10.1.0.9:1; 10.1.0.11:7000, 7001; ...", "5 nodes"],
])("%i nodes are listed by host, or counted", (count, list, short) => {
  expect(listNodes(NODES.slice(0, count))).toBe(list);
  expect(nameOrCount(NODES.slice(0, count))).toBe(short);
});

test("listNodes() sorts hosts and ports by their numbers", () => {
  expect(listNodes(["10.0.0.10:7002", "10.0.0.9:10", "10.0.0.9:9"])).toBe(
    "10.0.0.9:9, 10; 10.0.0.10:7002",
  );
});
