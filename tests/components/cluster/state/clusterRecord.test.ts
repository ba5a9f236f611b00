import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type ClusterRecord,
  nameMembers,
  newestRecord,
  nextRecord,
  parseRecord,
  sameRecord,
} from "../../../../components/cluster/state/clusterRecord";

const RECORD: ClusterRecord = {
  format: 1,
  owner: "acme/redis-cluster/prod",
  claim: "c0ffee",
  changed: "2026-11-26T08:15:00Z",
  generation: 4,
  members: { "10.1.0.11:7000": "3fa9", "10.1.0.12:7000": "b2c4" },
};

const HOSTS = {
  "10.1.0.11": { user: "root", port: 22, hostKey: "ssh-ed25519 AAAA" },
  "10.1.0.12": { user: "deploy", port: 2222 },
};

afterEach(() => {
  vi.useRealTimers();
});

describe("parseRecord()", () => {
  test.each<[string, ClusterRecord]>([
    ["a formed cluster", RECORD],
    ["a cluster that is not formed yet", { ...RECORD, generation: 1, members: {} }],
    ["a cluster with the logins of its hosts", { ...RECORD, hosts: HOSTS }],
  ])("reads the record of %s", (_, record) => {
    expect(parseRecord(JSON.stringify(record))).toEqual(record);
  });

  test.each([
    ["nothing", ""],
    ["a truncated line", JSON.stringify(RECORD).slice(0, -1)],
    ["a text that is no JSON", "not mine"],
    ["null", "null"],
    ["a text", '"record"'],
    ["a list", JSON.stringify([RECORD])],
    ["a later format", JSON.stringify({ ...RECORD, format: 2 })],
    ["members that are null", JSON.stringify({ ...RECORD, members: null })],
    ["members that are a text", JSON.stringify({ ...RECORD, members: "10.1.0.11:7000" })],
    ["a node ID that is no text", JSON.stringify({ ...RECORD, members: { "10.1.0.11:7000": 3 } })],
    ["a login without a user", JSON.stringify({ ...RECORD, hosts: { "10.1.0.11": { port: 22 } } })],
    [
      "a login whose port is a text",
      JSON.stringify({ ...RECORD, hosts: { "10.1.0.11": { user: "root", port: "22" } } }),
    ],
    [
      "a host key that is no text",
      JSON.stringify({ ...RECORD, hosts: { "10.1.0.11": { user: "root", port: 22, hostKey: 3 } } }),
    ],
    ["a login that is null", JSON.stringify({ ...RECORD, hosts: { "10.1.0.11": null } })],
    ["a generation that is no number", JSON.stringify({ ...RECORD, generation: "4" })],
  ])("takes %s for no record", (_, text) => {
    expect(parseRecord(text)).toBeUndefined();
  });

  test.each(Object.keys(RECORD))("takes a record without %s for none", (field) => {
    const entries = Object.entries(RECORD).filter(([name]) => name !== field);
    expect(parseRecord(JSON.stringify(Object.fromEntries(entries)))).toBeUndefined();
  });
});

test("nameMembers() is true if any record has members", () => {
  const empty = { ...RECORD, members: {} };
  expect([[], [empty], [empty, RECORD]].map(nameMembers)).toEqual([false, false, true]);
});

test("newestRecord() is the one of the highest generation, on whichever host it is", () => {
  const older = { ...RECORD, generation: 3, owner: "acme/redis-cluster/old" };
  expect(newestRecord([older, RECORD, { ...older, generation: 1 }])).toBe(RECORD);
  expect(newestRecord([])).toBeUndefined();
});

describe("nextRecord()", () => {
  const content = { owner: "acme/redis-cluster/dev", claim: "beef", members: { "A:1": "aa" } };

  test("follows the newest one of all hosts", () => {
    vi.useFakeTimers({ now: new Date("2026-11-26T09:30:15.678Z") });
    expect(nextRecord([{ ...RECORD, generation: 2 }, RECORD], content)).toEqual({
      format: 1,
      owner: "acme/redis-cluster/dev",
      claim: "beef",
      changed: "2026-11-26T09:30:15Z",
      generation: 5,
      members: { "A:1": "aa" },
    });
  });

  test("keeps the logins of the newest one, unless it gets others", () => {
    const older = { ...RECORD, generation: 2, hosts: {} };
    const newest = { ...RECORD, hosts: HOSTS };
    expect(nextRecord([older, newest], content).hosts).toEqual(HOSTS);
    const hosts = { "10.1.0.12": HOSTS["10.1.0.12"] };
    expect(nextRecord([newest], { ...content, hosts }).hosts).toEqual(hosts);
    expect(nextRecord([RECORD], content)).not.toHaveProperty("hosts");
  });

  test("keeps that slots are being moved, until it is told that they are not", () => {
    const newest = { ...RECORD, rebalancing: true };
    expect(nextRecord([newest], content).rebalancing).toBe(true);
    expect(nextRecord([newest], { ...content, rebalancing: false })).not.toHaveProperty(
      "rebalancing",
    );
  });

  test("begins with generation 1", () => {
    expect(nextRecord([], content)).toMatchObject({ ...content, generation: 1 });
  });
});

test.each<[boolean, string, ClusterRecord["hosts"]]>([
  [true, "another order of the hosts", Object.fromEntries(Object.entries(HOSTS).reverse())],
  [false, "a host less", { "10.1.0.11": HOSTS["10.1.0.11"] }],
  [false, "another login", { ...HOSTS, "10.1.0.12": { user: "root", port: 2222 } }],
  [false, "no host key", { ...HOSTS, "10.1.0.11": { user: "root", port: 22 } }],
])("sameRecord() is %s for %s", (isSame, _, hosts) => {
  expect(sameRecord({ ...RECORD, hosts: HOSTS }, { ...RECORD, hosts: hosts ?? {} })).toBe(isSame);
});

test("sameRecord() is false for the record of a former version, without logins", () => {
  expect(sameRecord({ ...RECORD, hosts: HOSTS }, RECORD)).toBe(false);
});

test.each<[boolean, string, Partial<ClusterRecord>]>([
  [true, "another time", { changed: "2027-01-01T00:00:00Z" }],
  [true, "another generation", { generation: 9 }],
  [
    true,
    "another order of the members",
    { members: { "10.1.0.12:7000": "b2c4", "10.1.0.11:7000": "3fa9" } },
  ],
  [false, "another owner", { owner: "acme/redis-cluster/dev" }],
  [false, "another claim", { claim: "beef" }],
  [false, "another node ID", { members: { ...RECORD.members, "10.1.0.12:7000": "ffff" } }],
  [false, "a member less", { members: { "10.1.0.11:7000": "3fa9" } }],
])("sameRecord() is %s for %s", (isSame, _, changes) => {
  expect(sameRecord(RECORD, { ...RECORD, ...changes })).toBe(isSame);
});
