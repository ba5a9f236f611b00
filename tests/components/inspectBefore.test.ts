import { expect, test } from "vitest";
import type { Assessment } from "../../components/cluster/plan/assess";
import { place } from "../../components/cluster/spec/placement";
import { rejectUnsafe } from "../../components/inspectBefore";

const HOSTS = [{ address: "127.0.0.1", ports: [7000, 7001, 7002], domain: "127.0.0.1" }];

const SAFE: Assessment = {
  topology: place({ hosts: HOSTS, replicas: 0, allowSharedDomain: false }),
  declared: place({ hosts: HOSTS, replicas: 0, allowSharedDomain: false }),
  exists: true,
  toCreate: [],
  running: new Set(),
  peersKnow: new Set(),
  problems: [],
  rejections: [],
  steps: [],
  moves: [],
  blockers: [],
  failedChecks: [],
  pendingStarts: [],
  transfers: [],
  uninspected: [],
  withoutScript: [],
};

test("rejectUnsafe() lets a healthy cluster pass", () => {
  expect(() => rejectUnsafe(SAFE, { isInspected: true })).not.toThrow();
});

test.each<[string, Partial<Assessment>, RegExp]>([
  [
    "a rejection",
    { rejections: [{ kind: "two clusters" }] },
    /^Configuration rejected\..*two clusters/s,
  ],
  [
    "a failed check of a host",
    { failedChecks: [{ host: "127.0.0.1", text: "flock is missing" }] },
    /^1 of 1 host cannot run these nodes\. Nothing was changed\.\n {2}127\.0\.0\.1 {2}flock is missing$/,
  ],
  [
    "a new node that could not join, before it is created",
    {
      toCreate: ["127.0.0.1:7000"],
      blockers: [{ node: "127.0.0.1:7001", kind: "keys, but no slots" }],
    },
    /127\.0\.0\.1:7001 {2}keys, but no slots/,
  ],
  [
    "a new node while a host was not inspected",
    { toCreate: ["127.0.0.1:7000"], uninspected: ["Cannot reach 127.0.0.2"] },
    /^Cannot create 127\.0\.0\.1:7000: not every host could be inspected\./,
  ],
])("rejectUnsafe() throws on %s", (_, found, message) => {
  expect(() => rejectUnsafe({ ...SAFE, ...found }, { isInspected: true })).toThrow(message);
});
