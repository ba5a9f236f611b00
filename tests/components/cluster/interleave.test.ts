import { expect, test } from "vitest";
import { interleave } from "../../../components/cluster/interleave";
import { nodeName } from "../../../components/cluster/spec";

test("interleave() takes one node of each host in turn", () => {
  const hosts = [
    { address: "A", ports: [7000, 7001], domain: "A" },
    { address: "B", ports: [7003, 7004], domain: "B" },
  ];
  expect(interleave(hosts)).toEqual([
    { address: "A", port: 7000, domain: "A" },
    { address: "B", port: 7003, domain: "B" },
    { address: "A", port: 7001, domain: "A" },
    { address: "B", port: 7004, domain: "B" },
  ]);
});

test("interleave() takes one node of each domain in turn, and its hosts in turn", () => {
  const hosts = [
    { address: "A", ports: [1, 2], domain: "east" },
    { address: "B", ports: [1, 2], domain: "east" },
    { address: "C", ports: [1], domain: "west" },
    { address: "D", ports: [1], domain: "west" },
  ];
  const names = interleave(hosts).map(nodeName);
  expect(names).toEqual(["A:1", "C:1", "B:1", "D:1", "A:2", "B:2"]);
});

test("interleave() goes on with the longer host when the shorter one has no more", () => {
  const hosts = [
    { address: "A", ports: [1], domain: "A" },
    { address: "B", ports: [1, 2, 3], domain: "B" },
  ];
  expect(interleave(hosts).map(nodeName)).toEqual(["A:1", "B:1", "B:2", "B:3"]);
});

test("interleave() of no hosts is empty", () => {
  expect(interleave([])).toEqual([]);
});
