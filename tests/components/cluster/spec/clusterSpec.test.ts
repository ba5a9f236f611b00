import { expect, test } from "vitest";
import {
  addressOf,
  nodeName,
  nodesOf,
  portOf,
} from "../../../../components/cluster/spec/clusterSpec";
import { EXAMPLE } from "../../../support/example";

test.each([
  ["192.168.56.65", 7000, "192.168.56.65:7000"],
  ["fd00::65", 7000, "fd00::65:7000"],
])("the name of %s and %i is %s, from which both are read again", (address, port, name) => {
  expect(nodeName({ address, port })).toBe(name);
  expect(addressOf(name)).toBe(address);
  expect(portOf(name)).toBe(port);
});

test("nodesOf() lists the nodes in the order of the configuration, with their domains", () => {
  const nodes = nodesOf(EXAMPLE.hosts);
  expect(nodes.map(({ port }) => port)).toEqual([7000, 7001, 7002, 7003, 7004, 7005]);
  expect(nodes[3]).toEqual({ address: "192.168.56.66", port: 7003, domain: "192.168.56.66" });
});
