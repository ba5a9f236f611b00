import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { unmanagedServers } from "../../../../components/cluster/checks/unmanagedServers";

const [NEW, OTHER, OTHERS_SERVER] = [
  "192.168.56.65:7000",
  "192.168.56.65:7001",
  "192.168.56.66:7009",
];

test("unmanagedServers() names an undeclared server that knows nodes to be created", () => {
  const problems = unmanagedServers(
    [NEW, OTHER],
    new Map([[OTHERS_SERVER, ["10.0.0.5:7000", NEW]]]),
  );
  expect(describeProblems(problems)).toEqual([
    "192.168.56.66:7009  not declared, but its nodes.conf names 192.168.56.65:7000, which would be created empty",
    "                    If it starts later, it copies the empty node and loses its data. " +
      "Choose other ports for those nodes, or move its directory aside if you do not need its data.",
  ]);
});

test("unmanagedServers() is empty for one that knows none of them", () => {
  expect(unmanagedServers([NEW], new Map([[OTHERS_SERVER, [OTHER]]]))).toEqual([]);
  expect(unmanagedServers([], new Map([[OTHERS_SERVER, [NEW]]]))).toEqual([]);
});
