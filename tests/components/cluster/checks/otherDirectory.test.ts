import { expect, test } from "vitest";
import { otherDirectory } from "../../../../components/cluster/checks/otherDirectory";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode } from "../../../support/answeringNode";

const NAME = "192.168.56.65:7000";

function said(node: ObservedNode): string[] {
  return otherDirectory(new Map([[NAME, node]]), "/srv/redis");
}

test("elsewhere() names a node that is at home in another folder", () => {
  expect(said(answeringNode(NAME, { confFile: "/root/conf/7000.conf" }))).toEqual([
    "192.168.56.65:7000 runs on /root/conf/7000.conf, not on /srv/redis/7000.conf: put the directory back if it was " +
      "changed, as servers stay where they are; else stop that server, or choose another port",
  ]);
});

test.each([
  ["runs on the stack's conf", answeringNode(NAME, { confFile: "/srv/redis/7000.conf" })],
  ["was started without a conf", answeringNode(NAME)],
  ["does not answer", { answers: false, reason: "connect ECONNREFUSED" }],
] as const)("elsewhere() says nothing of a node that %s", (_, node) => {
  expect(said(node)).toEqual([]);
});
