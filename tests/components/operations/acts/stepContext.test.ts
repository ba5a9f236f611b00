import { expect, test } from "vitest";
import {
  idOf,
  lockOf,
  type NodeActs,
  type StepContext,
} from "../../../../components/operations/acts/stepContext";
import { MovePace } from "../../../../components/operations/converge/movePace";
import { recordOf } from "../../../support/actBench";
import { FakeClock } from "../../../support/fakeClock";

const LOCK: NodeActs = {
  startNew: async () => {},
  stop: async () => {},
  remove: async () => {},
  restrictFiles: async () => {},
  start: async () => {},
  writePidFile: async () => {},
  record: async () => {},
  stageConf: async () => {},
  activateConf: async () => {},
  recordPending: async () => {},
  requireHeld: () => {},
};
const CONTEXT: StepContext = {
  connections: { to: () => Promise.reject(new Error("no connection")) },
  locks: new Map([["fd00::65", LOCK]]),
  ids: new Map([["fd00::65:7000", "a"]]),
  confOf: () => "",
  recordOf,
  progress: { begin: () => {}, moved: () => {} },
  pace: new MovePace({}, new FakeClock()),
  password: undefined,
};

test("lockOf() finds the lock of a node's host, also by IPv6", () => {
  expect(lockOf("fd00::65:7000", CONTEXT)).toBe(LOCK);
});

test("lockOf() does not work on a host without its lock", () => {
  expect(() => lockOf("10.0.0.1:7000", CONTEXT)).toThrow("its host is not locked");
});

test("idOf() finds the ID of a node that answered", () => {
  expect(idOf("fd00::65:7000", CONTEXT)).toBe("a");
  expect(() => idOf("C:1", CONTEXT)).toThrow("the node ID of C:1 is unknown");
});
