import { expect, test } from "vitest";
import type { HostInspection, NodeOnDisk } from "../../../../components/host/inspectScript";
import { hostFactsOf } from "../../../../components/operations/verbs/hostFactsOf";
import type { ClusterInspection } from "../../../../components/operations/verbs/inspectCluster";
import { recordOf } from "../../../support/actBench";
import { RUN_SPEC } from "../../../support/clusterArgs";
import { at } from "../../../support/example";

const [HOST_A, HOST_B, LEAVING] = ["192.168.56.65", "192.168.56.66", "192.168.56.67"];
const NOTHING: Pick<ClusterInspection, "uninspected" | "blocked"> = {
  uninspected: [],
  blocked: [],
};

/** An inspection that found nothing but this. */
function inspected(changes: Partial<HostInspection> = {}): HostInspection {
  return {
    nodes: new Map(),
    held: [],
    failedChecks: [],
    otherIdentities: [],
    unmanagedPeers: new Map(),
    addresses: [],
    isPrepared: true,
    ...changes,
  };
}

function factsOf(inspections: Readonly<Record<string, HostInspection>>, found = NOTHING) {
  return hostFactsOf(new Map(Object.entries(inspections)), RUN_SPEC, found);
}

/** A node with a configuration that this stack has not written. */
const UNMANAGED: NodeOnDisk = {
  identity: true,
  data: true,
  peers: [],
  process: "running",
  conf: { active: "port 7000\n", pending: [] },
};

test("hostFactsOf() of hosts on which nothing was found", () => {
  const blocked = [{ host: HOST_A, text: "10.0.0.2 port 7000 cannot be reached" }];
  expect(factsOf({ [HOST_A]: inspected() }, { ...NOTHING, blocked })).toEqual({
    uninspected: [],
    directory: "/root/conf",
    unmanagedFiles: [],
    failedChecks: blocked,
    addresses: new Map([[HOST_A, []]]),
    withoutScript: [],
    recorded: [],
    unreadableRecords: [],
    unmanagedPeers: new Map(),
  });
});

test("hostFactsOf() has the addresses, the scripts and the checks of declared hosts only", () => {
  const failedChecks = [{ text: "flock is missing" }];
  const found = { isPrepared: false, addresses: ["10.0.0.1"], failedChecks };
  const facts = factsOf({ [HOST_B]: inspected(found), [LEAVING]: inspected(found) });
  expect(facts.withoutScript).toEqual([HOST_B]);
  expect(facts.addresses).toEqual(new Map([[HOST_B, ["10.0.0.1"]]]));
  expect(facts.failedChecks).toEqual([{ host: HOST_B, text: "flock is missing" }]);
});

test("hostFactsOf() does not care whether a node that leaves a declared host could be started", () => {
  const failedChecks = [
    { port: 7000, text: "port 7000 is in use" },
    { port: 7009, text: "port 7009 is in use" },
  ];
  expect(factsOf({ [HOST_A]: inspected({ failedChecks }) }).failedChecks).toEqual([
    { host: HOST_A, node: at(7000), text: "port 7000 is in use" },
  ]);
});

test("hostFactsOf() has the records of all hosts, also of those that leave", () => {
  const record = recordOf(new Map([[`${LEAVING}:7000`, "aa"]]));
  const facts = factsOf({
    [HOST_A]: inspected({ record: "unreadable" }),
    [LEAVING]: inspected({ record }),
  });
  expect(facts.recorded).toEqual([`${LEAVING}:7000`]);
  expect(facts.unreadableRecords).toEqual([HOST_A]);
});

test("hostFactsOf() names files of other programs on declared hosts that no stack has claimed", () => {
  const found = {
    nodes: new Map([[7000, UNMANAGED]]),
    otherIdentities: ["/root/conf/7000/nodes.conf"],
  };
  expect(factsOf({ [HOST_A]: inspected(found) }).unmanagedFiles).toEqual([
    { host: HOST_A, node: at(7000), path: "/root/conf/7000.conf" },
    { host: HOST_A, path: "/root/conf/7000/nodes.conf" },
  ]);
  const record = recordOf(new Map());
  expect(factsOf({ [HOST_A]: inspected({ ...found, record }) }).unmanagedFiles).toEqual([]);
  expect(factsOf({ [HOST_A]: inspected({ ...found, held: [7000] }) }).unmanagedFiles).toEqual([]);
  expect(factsOf({ [LEAVING]: inspected(found) }).unmanagedFiles).toEqual([]);
});
