import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { otherDirectory } from "../../../../components/cluster/checks/otherDirectory";
import type { UnmanagedFile } from "../../../../components/cluster/state/hostFacts";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode } from "../../../support/answeringNode";

const NAME = "192.168.56.65:7000";

function said(node: ObservedNode, unmanagedFiles: readonly UnmanagedFile[] = []): string[] {
  const facts = { directory: "/srv/redis", unmanagedFiles };
  return describeProblems(otherDirectory(new Map([[NAME, node]]), facts));
}

test.each([
  ["/root/conf/7000.conf", "/root/conf"],
  ["/root/conf/redis.conf", "/root/conf/redis.conf"],
])("otherDirectory() names a node that runs on %s", (confFile, other) => {
  expect(said(answeringNode(NAME, { confFile }))).toEqual([
    `192.168.56.65:7000  runs from ${other}, not from /srv/redis`,
    "                    If you changed `directory`, change it back: servers stay where they are. " +
      "Otherwise stop the server or choose another port.",
  ]);
});

test.each([
  ["runs on the stack's file", answeringNode(NAME, { confFile: "/srv/redis/7000.conf" })],
  ["was started without a file", answeringNode(NAME)],
  ["does not answer", { answers: false, reason: "connect ECONNREFUSED" }],
] as const)("otherDirectory() is empty for a node that %s", (_, node) => {
  expect(said(node)).toEqual([]);
});

test("otherDirectory() says nothing of servers that no stack created: their files are the problem", () => {
  const file = { host: "192.168.56.65", path: "/root/conf/nodes-7000.conf" };
  const node = answeringNode(NAME, { confFile: "/root/conf/redis.conf" });
  expect(said(node, [file])).toEqual([]);
  expect(said(node, [{ ...file, host: "192.168.56.66" }])).toHaveLength(2);
});
