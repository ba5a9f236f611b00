import { describe, expect, test } from "vitest";
import { place } from "../../../../components/cluster/spec/placement";
import { comebackOf, rejoining } from "../../../../components/cluster/state/comeback";
import type { Observed, OnDisk } from "../../../../components/cluster/state/observed";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

/** Three shards of three nodes. */
const WIDE = place({
  ...EXAMPLE,
  replicas: 2,
  hosts: [1, 2, 3].map((host) => ({
    address: `10.0.0.${host}`,
    ports: [7000, 7001, 7002].map((port) => port + 10 * host),
    domain: `${host}`,
  })),
});
const [PRIMARY = "", SECOND = "", THIRD = ""] = WIDE.shards.flatMap(({ primary, replicas }) =>
  [primary, ...replicas].map(({ address, port }) => `${address}:${port}`),
);

function comeback(port: number, observed: Observed): unknown {
  return comebackOf(at(port), EXAMPLE_TOPOLOGY, observed);
}

/** The example, in which a node has stopped with this on its disk. */
function stopped(port: number, disk: Partial<OnDisk>): Observed {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const found = { identity: true, data: false, peers: [], ...disk };
  Object.assign(cluster.node(at(port)), { runs: false, disk: found });
  return cluster.observe();
}

describe("comebackOf()", () => {
  test("of a lost replica is as a replica of the primary of its shard", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7002));
    const rejoin = { kind: "rejoin", primary: at(7003) };
    expect(comeback(7002, cluster.observe())).toEqual(rejoin);
    expect(rejoining(EXAMPLE_TOPOLOGY, cluster.observe())).toEqual(new Map([[at(7002), at(7003)]]));
  });

  test("of a node that is neither recorded nor known to others is none", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7002));
    cluster.node(at(7002)).wasMember = false;
    for (const node of cluster.nodes.values()) {
      for (const key of node.knows) if (key.startsWith(at(7002))) node.knows.delete(key);
    }
    expect(comeback(7002, cluster.observe())).toEqual({ kind: "none" });
    expect(rejoining(EXAMPLE_TOPOLOGY, cluster.observe())).toEqual(new Map());
  });

  test("of a lost primary begins with its replica, or with the start of its replica", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7003));
    expect(comeback(7003, cluster.observe())).toEqual({ kind: "promote", heir: at(7002) });
    cluster.node(at(7002)).runs = false;
    expect(comeback(7003, cluster.observe())).toEqual({ kind: "later" });
  });

  test("of a lost primary waits for all nodes to learn of a failover that has happened", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7003));
    const before = cluster.observe();
    cluster.failOver(at(7002));
    const observed = new Map(cluster.observe());
    const late = before.get(at(7000));
    if (late !== undefined) observed.set(at(7000), late);
    expect(comeback(7003, observed)).toEqual({ kind: "promote", heir: at(7002) });
  });

  test("of a lost shard is none", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const port of [7003, 7002]) cluster.loseIdentity(at(port));
    const advice =
      "No running member of its shard has its data. Restore its directory, then run `up` again.";
    expect(comeback(7003, cluster.observe())).toEqual({ kind: "none", advice });
    expect(comeback(7002, cluster.observe())).toEqual({ kind: "none", advice });
  });

  test("of a lost replica waits for the replica that takes over from its lost primary", () => {
    const cluster = formedCluster(WIDE);
    for (const name of [PRIMARY, SECOND]) cluster.loseIdentity(name);
    const observed = cluster.observe();
    expect(comebackOf(PRIMARY, WIDE, observed)).toEqual({ kind: "promote", heir: THIRD });
    expect(comebackOf(SECOND, WIDE, observed)).toEqual({ kind: "later" });
  });

  test("of a lost replica says what keeps its primary from coming back", () => {
    const cluster = formedCluster(WIDE);
    const [, other] = WIDE.shards.map(({ primary }) => `${primary.address}:${primary.port}`);
    for (const name of [PRIMARY, SECOND, other ?? ""]) cluster.loseIdentity(name);
    const observed = cluster.observe();
    const [host, port] = THIRD.split(":");
    const none = {
      kind: "none",
      advice:
        "No replica can be elected: at least half of the primaries have lost their data. Let a replica take over " +
        `without votes (REDISCLI_AUTH is the password, if there is one), then run \`up\` again: redis-cli -h ${host} -p ${port} CLUSTER FAILOVER TAKEOVER`,
    };
    expect(comebackOf(PRIMARY, WIDE, observed)).toEqual(none);
    expect(comebackOf(SECOND, WIDE, observed)).toEqual(none);
  });

  test.each<[string, Partial<OnDisk>]>([
    ["whose data are missing", {}],
    ["whose file is damaged", { damaged: true }],
  ])("of a primary %s begins with its replica", (_, disk) => {
    const observed = new Map(stopped(7003, disk));
    const replica = observed.get(at(7002));
    if (replica?.answers) observed.set(at(7002), { ...replica, keys: 1 });
    expect(comeback(7003, observed)).toEqual({ kind: "promote", heir: at(7002) });
  });

  test("of a primary with a damaged file is none if its replica has no keys", () => {
    expect(comeback(7003, stopped(7003, { damaged: true }))).toEqual({
      kind: "none",
      advice: `${at(7002)} could take over, but has no keys. ${at(7003)} has the only copy: repair its file first.`,
    });
  });

  test("of a primary waits for the start of the primaries that are needed to vote", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7003));
    cluster.node(at(7000)).runs = false;
    expect(comeback(7003, cluster.observe())).toEqual({ kind: "later" });
  });

  test("of a primary is none while one that may run is needed to vote", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7003));
    const disk = { identity: true, data: true, runs: true, peers: [] };
    const node = { answers: false, reason: "connect ETIMEDOUT" } as const;
    for (const frozen of [node, { ...node, disk }]) {
      expect(comeback(7003, new Map(cluster.observe()).set(at(7000), frozen))).toEqual({
        kind: "none",
        advice:
          "No replica can be elected without 192.168.56.65:7000: too few primaries answer. " +
          "Start their hosts, or continue their frozen servers, then run `up` again.",
      });
    }
  });

  test("of a primary is none while most of the others have lost their data too: nobody votes", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const port of [7003, 7000]) cluster.loseIdentity(at(port));
    expect(comeback(7003, cluster.observe())).toEqual({
      kind: "none",
      advice:
        "No replica can be elected: at least half of the primaries have lost their data. Let a replica take over " +
        "without votes (REDISCLI_AUTH is the password, if there is one), then run `up` again: redis-cli -h 192.168.56.65 -p 7002 CLUSTER FAILOVER TAKEOVER",
    });
  });

  test.each([
    ["is frozen", { runs: true }],
    ["has data without an identity", { identity: false, data: true }],
  ])("of a primary is none if another member %s", (_, disk) => {
    const cluster = formedCluster(WIDE);
    cluster.loseIdentity(PRIMARY);
    const found = { identity: true, data: false, peers: [], ...disk };
    Object.assign(cluster.node(THIRD), { runs: false, disk: found });
    expect(comebackOf(PRIMARY, WIDE, cluster.observe())).toEqual({
      kind: "none",
      advice: `${THIRD} may have newer data, and does not answer.`,
    });
  });

  test("of a primary needs the newest of several replicas", () => {
    const cluster = formedCluster(WIDE);
    cluster.loseIdentity(PRIMARY);
    const withOffsets = (...offsets: (number | undefined)[]) =>
      new Map(
        [...cluster.observe()].map(([name, node]) => {
          const offset = offsets[[SECOND, THIRD].indexOf(name)];
          return [
            name,
            node.answers && offset !== undefined
              ? { ...node, history: { id: "one", offset } }
              : node,
          ];
        }),
      );
    expect(comebackOf(PRIMARY, WIDE, withOffsets(5, 9))).toEqual({ kind: "promote", heir: THIRD });
    const [host, port] = SECOND.split(":");
    expect(comebackOf(PRIMARY, WIDE, withOffsets(5, undefined))).toEqual({
      kind: "none",
      advice: `${SECOND}; ${THIRD} have its data, and it is not known which is newer. Let one take over (REDISCLI_AUTH is the password, if there is one), then run \`up\` again: redis-cli -h ${host} -p ${port} CLUSTER FAILOVER FORCE`,
    });
    const alone = withOffsets(5, undefined);
    for (const { primary } of WIDE.shards) {
      const name = `${primary.address}:${primary.port}`;
      const gone = { identity: false, data: false, peers: [] };
      alone.set(name, { answers: false, reason: "connect ECONNREFUSED", disk: gone });
    }
    expect(comebackOf(PRIMARY, WIDE, alone)).toEqual({
      kind: "none",
      advice:
        "No replica can be elected: at least half of the primaries have lost their data. " +
        `${SECOND}; ${THIRD} have its data, and it is not known which is newer. Let a replica take over ` +
        `without votes (REDISCLI_AUTH is the password, if there is one), then run \`up\` again: redis-cli -h ${host} -p ${port} CLUSTER FAILOVER TAKEOVER`,
    });
  });

  test.each<[string, Partial<OnDisk> | undefined, object]>([
    ["on a host that was not inspected", undefined, {}],
    ["that is frozen", { identity: false, runs: true }, {}],
    ["that rejects the connection", { identity: false }, { refused: true }],
  ])("of a node %s is none", (_, disk, changes) => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    const found = { identity: true, data: false, peers: [], ...disk };
    const node = { answers: false, reason: "connect ETIMEDOUT", ...changes } as const;
    observed.set(at(7002), disk === undefined ? node : { ...node, disk: found });
    expect(comeback(7002, observed)).toEqual({ kind: "none" });
  });
});
