import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import { type Claiming, claimCluster } from "../../../../components/operations/verbs/claimCluster";
import type { RunHost } from "../../../../components/spec/runSpec";
import { ClaimHosts, RECORD, UNREACHABLE } from "../../../support/claimHosts";
import { recordIn } from "../../../support/fakeLockHost";

const OWNER = "acme/redis-cluster/prod";

let claimed: ClaimHosts;
/** The record of the stack's cluster, and that of another stack. */
let own: ClusterRecord;
let other: ClusterRecord;
beforeEach(async () => {
  claimed = await ClaimHosts.open();
  own = { ...RECORD, hosts: claimed.logins };
  other = { ...own, owner: "acme/redis-cluster/other", generation: 7 };
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
  return [{ ...own, changed, ...changes }];
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
  claimed.record(own, own, own);
  const { claim } = await claimCluster(claimed.spec, { owner: OWNER });
  expect(claim).not.toBe(RECORD.claim);
  const record = written({ claim, generation: 5 });
  expect(asked()).toEqual([record, record, record]);
});

test("claimCluster() with the claim of the records writes nothing", async () => {
  claimed.record(own, own, own);
  expect(await claimCluster(claimed.spec, { previous: RECORD.claim })).toEqual({
    claim: RECORD.claim,
    hosts: claimed.spec.hosts.map(({ ssh }) => ssh),
  });
  expect(asked()).toEqual([[], [], []]);
});

test("claimCluster() writes the newest record where there is none or another one", async () => {
  claimed.record(undefined, own, { ...own, generation: 3, members: {} });
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
    claimed.record(undefined, other, own);
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
    claimed.record(other, other, other);
    const spec = { ...claimed.spec, adoption: { from: other.owner, by: OWNER } };
    const { claim } = await claimCluster(spec, by);
    expect(claim).toMatch(new RegExp(`^${as}$`));
    const record = written({ claim, generation: 8 });
    expect(asked()).toEqual([record, record, record]);
  },
);

test("claimCluster() leaves the new name of a renamed stack to converge", async () => {
  claimed.record(own, undefined, own);
  expect(await claimCluster(claimed.spec, { previous: RECORD.claim })).toEqual({
    claim: RECORD.claim,
    hosts: claimed.spec.hosts.map(({ ssh }) => ssh),
  });
  expect(asked()).toEqual([[], written({ generation: 5 }), []]);
});

test("claimCluster() of a stack of a former version makes a claim, and leaves its name to converge", async () => {
  const { claim } = await claimCluster(claimed.spec, {});
  const record = written({ claim, owner: "", generation: 1, members: {} });
  expect(asked()).toEqual([record, record, record]);
});

test("claimCluster() overwrites no record that it cannot read", async () => {
  claimed.record(own, "not mine", own);
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

test("claimCluster() adds the logins of hosts to a record of a former version, and keeps those of others", async () => {
  const { hosts: _, ...former } = own;
  claimed.record(former, former, former);
  await claimCluster(claimed.spec, { previous: RECORD.claim });
  const record = written({ generation: 5 });
  expect(asked()).toEqual([record, record, record]);
});

test("claimCluster() writes the changed login of a host, and keeps that of a host that it does not name", async () => {
  const leaving = { "10.0.0.9": { user: "root", port: 22, hostKey: "ssh-ed25519 AAAA" } };
  const outdated = { "10.0.0.1": { user: "former", port: 22 } };
  const record = { ...own, hosts: { ...own.hosts, ...outdated, ...leaving } };
  claimed.record(record, record, record);
  await claimCluster(claimed.spec, { previous: RECORD.claim });
  const next = written({ generation: 5, hosts: { ...own.hosts, ...leaving } });
  expect(asked()).toEqual([next, next, next]);
});

describe("claimCluster() on hosts without a record", () => {
  /** The hosts of the last claim, of which some can be reached. */
  let former: ClaimHosts;
  beforeEach(async () => {
    former = await ClaimHosts.open();
  });
  afterEach(() => former.close());

  /** Under other addresses than those of the configuration. */
  function formerHosts(): RunHost[] {
    return former.spec.hosts.map((host, index) => ({ ...host, address: `10.0.9.${index + 1}` }));
  }

  /** The former hosts with the SSH port of one that nobody can reach. */
  function unreachable(hosts: readonly RunHost[]): RunHost[] {
    return hosts.map((host) => ({ ...host, ssh: { ...host.ssh, port: 2 } }));
  }

  test("takes the members, their logins and the claim from the former hosts, and writes nothing there", async () => {
    const logins = { "10.0.9.1": { user: "root", port: 22 } };
    const record = { ...RECORD, hosts: logins };
    former.record(record, undefined, { ...record, generation: 2, members: {} });
    const claiming = { previous: RECORD.claim, formerHosts: formerHosts() };
    expect((await claimCluster(claimed.spec, claiming)).claim).toBe(RECORD.claim);
    const next = written({ generation: 5, hosts: { ...logins, ...own.hosts } });
    expect(asked()).toEqual([next, next, next]);
    expect(former.hosts.map((host) => host.asked)).toEqual([[], [], []]);
    await former.disconnected();
    await claimed.disconnected();
  });

  test("takes the members from the former hosts, too, where a killed run left newer records without members", async () => {
    former.record(RECORD);
    claimed.record({ ...RECORD, generation: 9, members: {} }, undefined, undefined);
    const claiming = { previous: RECORD.claim, formerHosts: formerHosts() };
    await claimCluster(claimed.spec, claiming);
    expect(asked()).toEqual(Array(3).fill(written({ generation: 10 })));
  });

  test("needs one of the former hosts only", async () => {
    former.record(RECORD);
    const [first, ...others] = formerHosts();
    const hosts = [...(first === undefined ? [] : [first]), ...unreachable(others)];
    await claimCluster(claimed.spec, { previous: RECORD.claim, formerHosts: hosts });
    expect(asked()).toEqual(Array(3).fill(written({ generation: 5 })));
  });

  test("fails if none of the former hosts answers, and writes nothing", async () => {
    const claiming = { previous: RECORD.claim, formerHosts: unreachable(formerHosts()) };
    await expect(claimCluster(claimed.spec, claiming)).rejects.toThrow(
      new Error(
        "Cannot read the record of the cluster on 10.0.9.1, 10.0.9.2, 10.0.9.3. They have the only copies of its " +
          "keys: make at least one of them reachable, then run `up` again.",
      ),
    );
    expect(asked()).toEqual([[], [], []]);
    await claimed.disconnected();
  });

  test("rejects the cluster of another owner on the former hosts", async () => {
    former.record({ ...other, claim: "beef" });
    const claiming = { previous: RECORD.claim, formerHosts: formerHosts() };
    await expect(claimCluster(claimed.spec, claiming)).rejects.toThrow(
      /^These nodes belong to another stack\. Nothing was changed\.\n/,
    );
    expect(asked()).toEqual([[], [], []]);
    await former.disconnected();
  });

  test("asks no former host that the configuration still names, or if a host has a record", async () => {
    former.record(other, other, other);
    await claimCluster(claimed.spec, { owner: OWNER, formerHosts: former.spec.hosts });
    claimed.record(undefined, own, undefined);
    await claimCluster(claimed.spec, { previous: RECORD.claim, formerHosts: formerHosts() });
    expect(former.hosts.map(({ commands }) => commands)).toEqual([[], [], []]);
  });
});
