import { afterEach, beforeEach, expect, test } from "vitest";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import { type Claiming, claimCluster } from "../../../../components/operations/verbs/claimCluster";
import { ClaimHosts, RECORD, UNREACHABLE } from "../../../support/claimHosts";
import { recordIn } from "../../../support/fakeLockHost";

const OWNER = "acme/redis-cluster/prod";
const OTHER: ClusterRecord = { ...RECORD, owner: "acme/redis-cluster/other", generation: 7 };

let claimed: ClaimHosts;
beforeEach(async () => {
  claimed = await ClaimHosts.open();
});
afterEach(() => claimed.close());

/** The requests to each host: the records, and others as they are. */
function asked(): unknown[][] {
  return claimed.hosts.map((host) =>
    host.asked.map((line) => (line.startsWith("record ") ? recordIn(line) : line)),
  );
}

/** A record as claimCluster() writes it on each host. */
function written(changes: Partial<ClusterRecord>): unknown[] {
  const changed = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  return [{ ...RECORD, changed, ...changes }];
}

test("claimCluster() records a new cluster without members, under a new claim", async () => {
  const { claim } = await claimCluster(claimed.spec, { owner: OWNER });
  expect(claim).toMatch(/^[0-9a-f-]{36}$/);
  const record = written({ claim, generation: 1, members: {} });
  expect(asked()).toEqual([record, record, record]);
  for (const { commands } of claimed.hosts) expect(commands.join()).toContain(" MAKE=yes ");
  await claimed.disconnected();
});

test("claimCluster() makes another claim each time", async () => {
  const { claim } = await claimCluster(claimed.spec, { owner: OWNER });
  expect((await claimCluster(claimed.spec, { owner: OWNER })).claim).not.toBe(claim);
});

test("claimCluster() of the same owner keeps the members under a new claim", async () => {
  claimed.record(RECORD, RECORD, RECORD);
  const { claim } = await claimCluster(claimed.spec, { owner: OWNER });
  expect(claim).not.toBe(RECORD.claim);
  const record = written({ claim, generation: 5 });
  expect(asked()).toEqual([record, record, record]);
});

test("claimCluster() with the claim of the records writes nothing", async () => {
  claimed.record(RECORD, RECORD, RECORD);
  expect(await claimCluster(claimed.spec, { previous: RECORD.claim })).toEqual({
    claim: RECORD.claim,
  });
  expect(asked()).toEqual([[], [], []]);
});

test("claimCluster() writes the newest record where there is none or another one", async () => {
  claimed.record(undefined, RECORD, { ...RECORD, generation: 3, members: {} });
  await claimCluster(claimed.spec, { previous: RECORD.claim });
  const record = written({ generation: 5 });
  expect(asked()).toEqual([record, [], record]);
});

test.each<[string, Claiming]>([
  ["a new stack", { owner: OWNER }],
  ["a stack with another claim", { previous: "beef" }],
  ["a stack of a former version, which has no claim", {}],
])(
  "claimCluster() rejects the cluster of another owner to %s, and writes nothing",
  async (_, by) => {
    claimed.record(undefined, OTHER, RECORD);
    await expect(claimCluster(claimed.spec, by)).rejects.toThrow(
      new Error(
        [
          "These nodes belong to another stack. Nothing was changed.",
          "  owner    acme/redis-cluster/other, last changed 2026-11-26 08:15 UTC",
          "  members  6 nodes on 10.0.0.1, 10.0.0.2, 10.0.0.3",
          "  To manage them from this stack instead, first make sure that the other one is retired, then:",
          "    pulumi config set adopt acme/redis-cluster/other",
        ].join("\n"),
      ),
    );
    expect(asked()).toEqual([[], [], []]);
    await claimed.disconnected();
  },
);

test.each<[string, Claiming, string]>([
  ["a new stack", { owner: OWNER }, "[0-9a-f-]{36}"],
  ["a stack that has a claim", { previous: "beef" }, "beef"],
])(
  "claimCluster() lets %s adopt the cluster of another owner with its members",
  async (_, by, as) => {
    claimed.record(OTHER, OTHER, OTHER);
    const spec = { ...claimed.spec, adoption: { from: OTHER.owner, by: OWNER } };
    const { claim } = await claimCluster(spec, by);
    expect(claim).toMatch(new RegExp(`^${as}$`));
    const record = written({ claim, generation: 8 });
    expect(asked()).toEqual([record, record, record]);
  },
);

test("claimCluster() leaves the new name of a renamed stack to converge", async () => {
  claimed.record(RECORD, undefined, RECORD);
  expect(await claimCluster(claimed.spec, { previous: RECORD.claim })).toEqual({
    claim: RECORD.claim,
  });
  expect(asked()).toEqual([[], written({ generation: 5 }), []]);
});

test("claimCluster() of a stack of a former version makes a claim, and leaves its name to converge", async () => {
  const { claim } = await claimCluster(claimed.spec, {});
  const record = written({ claim, owner: "", generation: 1, members: {} });
  expect(asked()).toEqual([record, record, record]);
});

test("claimCluster() overwrites no record that it cannot read", async () => {
  claimed.record(RECORD, "not mine", RECORD);
  await expect(claimCluster(claimed.spec, { previous: RECORD.claim })).rejects.toThrow(
    new Error(
      "Cannot read /root/conf/cluster.json on 10.0.0.2: it is not a record of a cluster. Copy it from " +
        "another host. If no other stack uses this directory, remove it: `up` writes it again",
    ),
  );
  expect(asked()).toEqual([[], [], []]);
  await claimed.disconnected();
});

test("claimCluster() names a host that it cannot reach, and writes nothing", async () => {
  await expect(claimCluster(claimed.withUnreachable(), { owner: OWNER })).rejects.toThrow(
    new Error(UNREACHABLE),
  );
  expect(claimed.hosts.map(({ commands }) => commands)).toEqual([[], [], []]);
  await claimed.disconnected();
});

test("claimCluster() fails while another run holds a lock", async () => {
  claimed.hosts[1].greeting = "held me@other";
  await expect(claimCluster(claimed.spec, { owner: OWNER })).rejects.toThrow(
    /^Cannot lock 10\.0\.0\.2: another run holds the lock \/root\/conf\/\.lock: me@other\. /,
  );
  expect(asked()).toEqual([[], [], []]);
  await claimed.disconnected();
});

test("claimCluster() names the host that cannot write its record", async () => {
  claimed.hosts[2].answer = () => "failed no space is left ";
  await expect(claimCluster(claimed.spec, { owner: OWNER })).rejects.toThrow(
    new Error("Cannot write /root/conf/cluster.json on 10.0.0.3: no space is left"),
  );
  await claimed.disconnected();
});
