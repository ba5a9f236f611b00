import { expect, test } from "vitest";
import { unmanagedServers } from "../../../../components/cluster/checks/unmanagedServers";

const [NEW, OTHER, STRAY] = ["192.168.56.65:7000", "192.168.56.65:7001", "192.168.56.66:7009"];

test("unmanagedPeers() names a server of no stack that knows nodes to be made", () => {
  expect(unmanagedServers([NEW, OTHER], new Map([[STRAY, ["10.0.0.5:7000", NEW]]]))).toEqual([
    "192.168.56.66:7009 is no node of this stack, but its nodes.conf names 192.168.56.65:7000, to be made anew: empty " +
      "they would wipe its copy once it is started. Make it a node of this stack, or move its folder away if its data may go",
  ]);
});

test("unmanagedPeers() says nothing of one that knows none of them", () => {
  expect(unmanagedServers([NEW], new Map([[STRAY, [OTHER]]]))).toEqual([]);
  expect(unmanagedServers([], new Map([[STRAY, [NEW]]]))).toEqual([]);
});
