import { describe, expect, test } from "vitest";
import { type Answer, clusterProblem } from "../../../tools/bench/clusterProblem";

const NODES = [
  "a 10.0.0.1:7000@17000 master - 0 0 1 connected 0-8191",
  "b 10.0.0.1:7001@17001 master - 0 0 2 connected 8192-16383",
  "c 10.0.0.1:7002@17002 slave a 0 0 1 connected",
];

/** A healthy node's answer; `lines` are those of CLUSTER NODES. */
function answer(changes: Partial<Answer> = {}, lines: readonly string[] = NODES): Answer {
  return {
    clusterInfo: "cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16384\r\n",
    clusterNodes: `${lines.map((line) => line.replace("", "")).join("\n")}\n`,
    replication: "# Replication\r\nrole:master\r\n",
    ...changes,
  };
}

/** Three nodes; the last one gives this answer. */
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

describe("clusterProblem()", () => {
  test("finds nothing if all nodes agree, in any order", () => {
    const replica = { replication: "role:slave\r\nmaster_link_status:up\r\n" };
    expect(clusterProblem(withLast(answer(replica, [...NODES].reverse())))).toBeUndefined();
  });

  test("accepts flags without a meaning for health", () => {
    expect(clusterProblem(withLast(changed("slave", "slave,nofailover")))).toBeUndefined();
  });

  test.each([
    [
      "a state of fail",
      answer({ clusterInfo: "cluster_state:fail\r\ncluster_slots_ok:16384\r\n" }),
      "z does not report cluster_state:ok",
    ],
    [
      "slots that are not ok",
      answer({ clusterInfo: "cluster_state:ok\r\ncluster_slots_ok:16383\r\n" }),
      "z does not report cluster_slots_ok:16384",
    ],
    [
      "a replica out of sync",
      answer({ replication: "role:slave\r\nmaster_link_status:down\r\n" }),
      "z has no link to its primary",
    ],
    ["an unknown node", answer({}, NODES.slice(1)), "z knows 2 of 3 nodes"],
    [
      "a handshake",
      changed("slave", "slave,handshake"),
      "z sees a node that has failed or is in handshake",
    ],
    [
      "a suspicion",
      changed("slave", "slave,fail?"),
      "z sees a node that has failed or is in handshake",
    ],
    ["a primary without slots", changed("8192-16383", ""), "z sees a primary without slots"],
    [
      "another primary of a replica",
      changed("slave a", "slave b"),
      "the nodes have 2 different views",
    ],
    ["other slots", changed("0-8191", "0-8190"), "the nodes have 2 different views"],
  ])("finds %s", (_name, last, problem) => {
    expect(clusterProblem(withLast(last))).toBe(problem);
  });
});
