import { expect, test } from "vitest";
import { unmanagedFiles } from "../../../../components/cluster/checks/unmanagedFiles";

const IN_PLACE = { host: "10.0.0.1", node: "10.0.0.1:7000", path: "/root/conf/7000.conf" };
const MISPLACED = { host: "10.0.0.1", path: "/root/conf/nodes-7000.conf" };
const REJECTED = {
  node: "10.0.0.1:7000",
  kind: "its configuration file was not written by a stack",
  text: "/root/conf/7000.conf was not written by a stack, and would be overwritten",
  advice:
    "To manage this cluster from now on: pulumi config set adopt unmanaged. Otherwise choose another directory, and other ports while its servers run.",
};
const MUST_MOVE = {
  kind: "nodes.conf under another name",
  text: "10.0.0.1: /root/conf/nodes-7000.conf belongs to a server that no stack created",
  advice:
    "Choose another directory. To adopt that server, stop it, and move its files to /root/conf/PORT.conf, " +
    "/root/conf/PORT/PORT_node.conf, and its data to /root/conf/PORT; then: pulumi config set adopt unmanaged",
};

test.each([
  [undefined, [REJECTED, MUST_MOVE]],
  ["acme/redis-cluster/prod", [REJECTED, MUST_MOVE]],
  ["unmanaged", [MUST_MOVE]],
])("unmanagedFiles() of a stack that adopts %s", (adopt, problems) => {
  const facts = { unmanagedFiles: [IN_PLACE, MISPLACED], directory: "/root/conf" };
  expect(unmanagedFiles(facts, adopt)).toEqual(problems);
});

test("unmanagedFiles() is empty where all files are a stack's", () => {
  expect(unmanagedFiles({ unmanagedFiles: [], directory: "/root/conf" }, undefined)).toEqual([]);
});
