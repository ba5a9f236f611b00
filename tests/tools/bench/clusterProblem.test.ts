import { describe, expect, test } from "vitest";
import { type Answer, findUnformed } from "../../../tools/bench/clusterProblem";

const NODES = [
  "a 10.0.0.1:7000@17000 master - 0 0 1 connected 0-8191",
  "b 10.0.0.1:7001@17001 master - 0 0 2 connected 8192-16383",
  "c 10.0.0.1:7002@17002 slave a 0 0 1 connected",
];

/** A node's answer when all is well; `lines` are those of CLUSTER NODES. */
function answer(changes: Partial<Answer> = {}, lines: readonly string[] = NODES): Answer {
  return {
    clusterInfo: "cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16384\r\n",
    clusterNodes: `${lines.map((line) => line.replace("", "")).join("\n")}\n`,
    replication: "# Replication\r\nrole:master\r\n",
    ...changes,
  };
}

/** Three nodes of which the last one answers so. */
function withLast(last: Answer): Map<string, Answer> {
  return new Map([
    ["x", answer()],
    ["y", answer()],
    ["z", last],
  ]);
}

function changed(from: string, to: string): Answer {
  return answer(
    {},
    NODES.map((line) => line.replace(from, to)),
  );
}

describe("findUnformed()", () => {
  test("finds nothing when all say and see the same, in any order", () => {
    const replica = { replication: "role:slave\r\nmaster_link_status:up\r\n" };
    expect(findUnformed(withLast(answer(replica, [...NODES].reverse())))).toBeUndefined();
  });

  test("takes another flag than failing for well", () => {
    expect(findUnformed(withLast(changed("slave", "slave,nofailover")))).toBeUndefined();
  });

  test.each([
    [
      "a state of fail",
      answer({ clusterInfo: "cluster_state:fail\r\ncluster_slots_ok:16384\r\n" }),
      "z does not say cluster_state:ok",
    ],
    [
      "slots that are not ok",
      answer({ clusterInfo: "cluster_state:ok\r\ncluster_slots_ok:16383\r\n" }),
      "z sees slots that are not ok",
    ],
    [
      "a replica out of sync",
      answer({ replication: "role:slave\r\nmaster_link_status:down\r\n" }),
      "z has no link to its primary",
    ],
    ["a node that is not known", answer({}, NODES.slice(1)), "z knows 2 of 3 nodes"],
    [
      "a handshake",
      changed("slave", "slave,handshake"),
      "z sees a node that fails or shakes hands",
    ],
    ["a suspicion", changed("slave", "slave,fail?"), "z sees a node that fails or shakes hands"],
    ["a primary without slots", changed("8192-16383", ""), "z sees a primary without slots"],
    ["another primary of a replica", changed("slave a", "slave b"), "there are 2 views"],
    ["other slots", changed("0-8191", "0-8190"), "there are 2 views"],
  ])("finds %s", (_name, last, trouble) => {
    expect(findUnformed(withLast(last))).toBe(trouble);
  });
});
