import { describe, expect, test } from "vitest";
import {
  type Claimant,
  foreignOwner,
  formatTime,
} from "../../../../components/cluster/checks/ownership";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";

const RECORD: ClusterRecord = {
  format: 1,
  owner: "acme/redis-cluster/prod",
  claim: "c0ffee",
  changed: "2026-11-20T14:02:33Z",
  generation: 4,
  members: { "10.1.0.11:7000": "aa", "10.1.0.11:7001": "bb", "10.1.0.12:7000": "cc" },
};

const FOREIGN = [
  "These nodes belong to another stack. Nothing was changed.",
  "  owner    acme/redis-cluster/prod, last changed 2026-11-20 14:02 UTC",
  "  members  3 nodes on 10.1.0.11, 10.1.0.12",
  "  To manage them from this stack instead, first make sure that the other one is retired, then:",
  "    pulumi config set adopt acme/redis-cluster/prod",
].join("\n");

describe("foreignOwner()", () => {
  test.each<[string, readonly ClusterRecord[], Claimant]>([
    ["hosts without a record", [], { owner: "acme/redis-cluster/dev" }],
    ["the same owner", [RECORD], { owner: "acme/redis-cluster/prod" }],
    [
      "the same owner with a new claim",
      [RECORD],
      { owner: "acme/redis-cluster/prod", claim: "beef" },
    ],
    [
      "a renamed stack, whose state has the claim",
      [RECORD],
      { owner: "acme/redis-cluster/new", claim: "c0ffee" },
    ],
    [
      "an adopted owner",
      [RECORD],
      { owner: "acme/redis-cluster/dev", adopt: "acme/redis-cluster/prod" },
    ],
    [
      "an older record of another owner",
      [{ ...RECORD, owner: "acme/redis-cluster/old", generation: 3 }, RECORD],
      { owner: "acme/redis-cluster/prod" },
    ],
  ])("accepts %s", (_, records, claimant) => {
    expect(foreignOwner(records, claimant)).toBeUndefined();
  });

  test.each<[string, Claimant]>([
    ["a stack whose claim is not known", { owner: "acme/redis-cluster/dev" }],
    ["a stack with another claim", { owner: "acme/redis-cluster/dev", claim: "beef" }],
    [
      "a stack that adopts another owner",
      { owner: "acme/redis-cluster/dev", adopt: "acme/redis-cluster/test" },
    ],
  ])("names the owner and the members to %s, and what to do", (_, claimant) => {
    expect(foreignOwner([RECORD], claimant)).toBe(FOREIGN);
  });

  test("decides by the newest record", () => {
    const own = { ...RECORD, owner: "acme/redis-cluster/dev", generation: 3 };
    expect(foreignOwner([own, RECORD], { owner: "acme/redis-cluster/dev" })).toBe(FOREIGN);
  });

  test.each<[string, readonly string[]]>([
    ["none yet: the cluster is not formed", []],
    ["1 node on 10.1.0.11", ["10.1.0.11:7000"]],
    [
      "4 nodes on 10.1.0.11, 10.1.0.12, 10.1.0.13, fd00::65",
      ["10.1.0.11:7000", "10.1.0.12:7000", "10.1.0.13:7000", "fd00::65:7000"],
    ],
    ["6 nodes on 5 hosts", [1, 2, 3, 4, 5, 5].map((host, port) => `10.1.0.${host}:700${port}`)],
  ])("says of the members: %s", (text, names) => {
    const members = Object.fromEntries(names.map((name) => [name, "aa"]));
    const said = foreignOwner([{ ...RECORD, members }], { owner: "acme/redis-cluster/dev" });
    expect(said?.split("\n")[2]).toBe(`  members  ${text}`);
  });
});

test("formatTime() is to the minute", () => {
  expect(formatTime("2026-11-20T14:02:33Z")).toBe("2026-11-20 14:02 UTC");
});
