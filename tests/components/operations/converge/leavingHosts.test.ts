import { describe, expect, test } from "vitest";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import {
  recordedHosts,
  withLeaving,
} from "../../../../components/operations/converge/leavingHosts";
import type { RunHost } from "../../../../components/spec/runSpec";
import { recordOf } from "../../../support/actBench";

const HOSTS: readonly RunHost[] = [
  {
    address: "10.0.0.1",
    ports: [7000, 7001],
    domain: "a",
    ssh: { address: "10.0.0.1", port: 22, user: "root" },
  },
  {
    address: "10.0.0.2",
    ports: [7000],
    domain: "b",
    ssh: { address: "10.0.0.2", port: 2222, user: "deploy", hostKey: "ssh-ed25519 AAAA" },
  },
];
const DECLARED = ["10.0.0.1:7000", "10.0.0.1:7001", "10.0.0.2:7000"];
const LOGIN = { user: "root", port: 22 };

/** A record of these members. */
function record(names: readonly string[], hosts: ClusterRecord["hosts"] = {}): ClusterRecord {
  return { ...recordOf(new Map(names.map((name) => [name, "id"]))), hosts };
}

describe("withLeaving()", () => {
  test.each([
    ["there is no record", []],
    ["the record names declared nodes only", [record(DECLARED)]],
    ["the record is that of a cluster that is not formed", [record([])]],
    [
      "a newer record no longer names others",
      [record([...DECLARED, "10.0.0.3:7000"]), { ...record(DECLARED), generation: 2 }],
    ],
  ])("are the hosts of the configuration themselves if %s", (_, records) => {
    expect(withLeaving(HOSTS, records)).toBe(HOSTS);
  });

  test("adds the ports of members that leave a host", () => {
    const hosts = withLeaving(HOSTS, [record([...DECLARED, "10.0.0.2:7002", "10.0.0.2:7001"])]);
    expect(hosts.map(({ ports }) => ports)).toEqual([
      [7000, 7001],
      [7000, 7001, 7002],
    ]);
    expect(hosts.map(({ ssh }) => ssh)).toEqual(HOSTS.map(({ ssh }) => ssh));
  });

  test("adds hosts that the configuration no longer names, last, with the recorded login", () => {
    const hostKey = "ssh-ed25519 BBBB";
    const names = [...DECLARED, "10.0.0.3:7001", "10.0.0.3:7000"];
    const hosts = withLeaving(HOSTS, [record(names, { "10.0.0.3": { ...LOGIN, hostKey } })]);
    expect(hosts.slice(0, 2)).toEqual(HOSTS);
    expect(hosts.slice(2)).toEqual([
      {
        address: "10.0.0.3",
        ports: [7000, 7001],
        domain: "10.0.0.3",
        ssh: { address: "10.0.0.3", ...LOGIN, hostKey },
      },
    ]);
  });

  test("leaves out a host without a recorded login: nobody knows how to reach it", () => {
    const names = [...DECLARED, "10.0.0.3:7000"];
    expect(withLeaving(HOSTS, [record(names)])).toEqual(HOSTS);
    const { hosts: _, ...former } = record(names);
    expect(withLeaving(HOSTS, [former])).toEqual(HOSTS);
  });

  test("finds the host of a member with an IPv6 address", () => {
    const hosts = withLeaving(HOSTS, [record([...DECLARED, "fd00::3:7000"], { "fd00::3": LOGIN })]);
    expect(hosts.at(-1)).toMatchObject({ address: "fd00::3", ports: [7000] });
  });
});

test("recordedHosts() are the logins of the members' hosts, without secrets", () => {
  expect(recordedHosts(HOSTS, DECLARED)).toEqual({
    "10.0.0.1": LOGIN,
    "10.0.0.2": { user: "deploy", port: 2222, hostKey: "ssh-ed25519 AAAA" },
  });
  expect(recordedHosts(HOSTS, ["10.0.0.1:7000", "10.0.0.9:7000"])).toEqual({ "10.0.0.1": LOGIN });
  expect(recordedHosts(HOSTS, [])).toEqual({});
});
