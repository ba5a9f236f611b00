import { expect, test } from "vitest";
import {
  adoptFrom,
  adoptUnmanaged,
  letOneTakeOver,
  moveFilesThenAdopt,
  restoreServerCommand,
  restoreUser,
  saveKeys,
  spreadPrimaries,
  takeOverWithoutVotes,
} from "../../../../components/text/cures/clusterCures";

test("cures of clusters name what they are about", () => {
  expect(restoreUser("deploy", "root")).toMatch(/^Set the SSH user back to deploy\. /);
  expect(restoreServerCommand("Redis 7.0.15")).toContain("to the path of Redis 7.0.15.");
  expect(adoptUnmanaged("unmanaged")).toContain("pulumi config set adopt unmanaged.");
  expect(moveFilesThenAdopt("/srv", "unmanaged")).toContain("/srv/PORT/PORT_node.conf");
});

test("cures of one node contain its command", () => {
  const node = { address: "10.0.0.1", port: 7000 };
  expect(letOneTakeOver(node)).toMatch(/redis-cli -h 10\.0\.0\.1 -p 7000 CLUSTER FAILOVER FORCE$/);
  expect(takeOverWithoutVotes(node)).toMatch(
    /redis-cli -h 10\.0\.0\.1 -p 7000 CLUSTER FAILOVER TAKEOVER$/,
  );
  expect(saveKeys(node)).toMatch(/redis-cli -h 10\.0\.0\.1 -p 7000 --rdb 7000\.rdb$/);
});

test("each command has a line to paste", () => {
  expect(adoptFrom("acme/redis/prod").split("\n")[1]).toBe(
    "    pulumi config set adopt acme/redis/prod",
  );
  const nodes = [7000, 7001].map((port) => ({ address: "10.0.0.1", port }));
  expect(spreadPrimaries(nodes).split("\n").slice(1)).toEqual([
    "    redis-cli -h 10.0.0.1 -p 7000 cluster failover",
    "    redis-cli -h 10.0.0.1 -p 7001 cluster failover",
  ]);
});
