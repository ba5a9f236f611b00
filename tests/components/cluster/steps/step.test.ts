import { expect, test } from "vitest";
import {
  describeBatch,
  describeStep,
  lineOf,
  phaseOf,
  runTogether,
  type Step,
  seenBy,
  undoOf,
  waitOf,
} from "../../../../components/cluster/steps/step";

const [A, B] = ["10.0.0.1:7000", "10.0.0.2:7000"];
const forming: Step = { kind: "setTimeouts", node: A, settings: "forming" };
const stage: Step = { kind: "stageConf", node: A, changes: ["maxmemory 1gb, was 1mb"] };
const set: Step = {
  kind: "setDirectives",
  node: A,
  values: [
    { name: "save", from: "", to: "900 1" },
    { name: "maxmemory", from: "0", to: "1048576" },
  ],
};

/** One step of each kind with what is known of it; the compiler asks for a row for each new kind. */
const KINDS: {
  readonly [K in Step["kind"]]: {
    readonly step: Step<K>;
    readonly one: string;
    readonly two: string;
    readonly phase: "forming" | "formed" | "upkeep";
    readonly seenBy: "node" | "cluster" | "host";
  };
} = {
  start: {
    step: { kind: "start", node: A, mode: "data" },
    one: `start ${A}`,
    two: "start 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "forming",
    seenBy: "node",
  },
  handOver: {
    step: { kind: "handOver", node: A, pairs: [{ from: A, to: B }], by: "election" },
    one: `fail over ${A} -> ${B}: writes to its slots pause for about 0.1 s`,
    two: "fail over 2 primaries to their replicas: writes to their slots pause for about 0.1 s",
    phase: "forming",
    seenBy: "host",
  },
  stop: {
    step: { kind: "stop", node: A },
    one: `stop ${A}: the directory was removed, another node has the data`,
    two: "stop 10.0.0.1:7000; 10.0.0.2:7000: the directory was removed, another node has the data",
    phase: "forming",
    seenBy: "host",
  },
  promote: {
    step: { kind: "promote", node: A, lost: "10.0.0.3:7000" },
    one: `make ${A} the primary of its shard: 10.0.0.3:7000 has lost its data`,
    two: "make 10.0.0.1:7000; 10.0.0.2:7000 primaries of their shards, whose primaries have lost their data",
    phase: "forming",
    seenBy: "host",
  },
  forget: {
    step: { kind: "forget", node: A, ids: ["3fa9c1d0"] },
    one: `forget the old node ID 3fa9c1 on ${A}`,
    two: "forget the old node ID 3fa9c1 on 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "forming",
    seenBy: "cluster",
  },
  startNew: {
    step: { kind: "startNew", node: A, primary: "10.0.0.3:7000", keys: 334 },
    one: `start ${A} empty, as a new replica of 10.0.0.3:7000: 334 keys to copy`,
    two: "start 10.0.0.1:7000; 10.0.0.2:7000 empty, as new replicas of 10.0.0.3:7000",
    phase: "forming",
    seenBy: "host",
  },
  setMasterauth: {
    step: { kind: "setMasterauth", node: A },
    one: `set the password of replication (masterauth) on ${A}`,
    two: "set the password of replication (masterauth) on 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "forming",
    seenBy: "node",
  },
  setRequirepass: {
    step: { kind: "setRequirepass", node: A },
    one: `require the password on ${A} (clients without it will be rejected)`,
    two: "require the password on 10.0.0.1:7000; 10.0.0.2:7000 (clients without it will be rejected)",
    phase: "forming",
    seenBy: "node",
  },
  setTimeouts: {
    step: { kind: "setTimeouts", node: A, settings: "declared" },
    one: `restore the declared node timeout of ${A}`,
    two: "restore the declared node timeout of 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "formed",
    seenBy: "node",
  },
  setEpoch: {
    step: { kind: "setEpoch", node: A, epoch: 4 },
    one: `set config epoch 4 on ${A}`,
    two: "set a unique config epoch on each of 2 nodes",
    phase: "forming",
    seenBy: "node",
  },
  announce: {
    step: { kind: "announce", node: A, peers: [B] },
    one: `announce role and slots of ${A} to the others`,
    two: "announce role and slots of 10.0.0.1:7000; 10.0.0.2:7000 to the others",
    phase: "forming",
    seenBy: "cluster",
  },
  failOver: {
    step: { kind: "failOver", node: A, to: "10.0.0.3:7000" },
    one: `fail over ${A} -> 10.0.0.3:7000: writes to its slots pause for about 0.1 s`,
    two: "fail over 2 primaries, one after the other: writes to their slots pause for about 0.1 s",
    phase: "formed",
    seenBy: "cluster",
  },
  detach: {
    step: { kind: "detach", node: A, from: B },
    one: `make ${A} an empty primary: it leaves the shard of ${B}`,
    two: "make 10.0.0.1:7000; 10.0.0.2:7000 empty primaries: they leave their shards",
    phase: "formed",
    seenBy: "cluster",
  },
  forgetLeaving: {
    step: { kind: "forgetLeaving", node: A, ids: ["3fa9c1d0"], names: ["10.0.0.3:7000"] },
    one: `forget 10.0.0.3:7000 on ${A}`,
    two: "forget 10.0.0.3:7000 on 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "formed",
    seenBy: "cluster",
  },
  remove: {
    step: { kind: "remove", node: A },
    one: `stop ${A} and rename its directory`,
    two: "stop 10.0.0.1:7000; 10.0.0.2:7000 and rename their directories",
    phase: "formed",
    seenBy: "host",
  },
  moveSlots: {
    step: {
      kind: "moveSlots",
      node: A,
      to: "10.0.0.3:7000",
      slots: [{ start: 0, end: 1364 }],
      others: [B],
    },
    one: `move 1365 slots from ${A} to 10.0.0.3:7000`,
    two: "move 2730 slots to 10.0.0.3:7000",
    phase: "formed",
    seenBy: "cluster",
  },
  closeSlots: {
    step: { kind: "closeSlots", node: A, owner: B, slots: [{ start: 7, end: 7 }] },
    one: "close 1 slot",
    two: "close 2 slots",
    phase: "formed",
    seenBy: "cluster",
  },
  assignSlots: {
    step: {
      kind: "assignSlots",
      node: A,
      slots: [
        { start: 0, end: 9 },
        { start: 11, end: 11 },
      ],
    },
    one: `assign slots 0-9 11 to ${A}`,
    two: "assign slots to 2 primaries",
    phase: "forming",
    seenBy: "node",
  },
  meet: {
    step: { kind: "meet", node: A, peers: ["10.0.0.2:7000", "10.0.0.3:7000"] },
    one: `make ${A} meet 10.0.0.2:7000; 10.0.0.3:7000`,
    two: "make 10.0.0.1:7000; 10.0.0.2:7000; 10.0.0.3:7000 meet each other",
    phase: "forming",
    seenBy: "node",
  },
  replicate: {
    step: { kind: "replicate", node: A, primary: "10.0.0.3:7000" },
    one: `make ${A} a replica of 10.0.0.3:7000`,
    two: "make 2 nodes replicas of their primaries",
    phase: "forming",
    seenBy: "node",
  },
  saveNodesConf: {
    step: { kind: "saveNodesConf", node: A },
    one: `write the missing nodes.conf of ${A}`,
    two: "write the missing nodes.conf of 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "upkeep",
    seenBy: "host",
  },
  restrictFiles: {
    step: { kind: "restrictFiles", node: A },
    one: `take the files of ${A} from other users`,
    two: "take the files of 10.0.0.1:7000; 10.0.0.2:7000 from other users",
    phase: "upkeep",
    seenBy: "host",
  },
  writePidFile: {
    step: { kind: "writePidFile", node: A },
    one: `write the missing PID file of ${A}`,
    two: "write the missing PID file of 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "upkeep",
    seenBy: "host",
  },
  record: {
    step: { kind: "record", node: A },
    one: "record owner and members on 10.0.0.1",
    two: "record owner and members on 10.0.0.1, 10.0.0.2",
    phase: "upkeep",
    seenBy: "host",
  },
  stageConf: {
    step: stage,
    one: `test and stage the new configuration of ${A}: maxmemory 1gb, was 1mb`,
    two: "test and stage the new configuration of 10.0.0.1:7000; 10.0.0.2:7000: maxmemory 1gb, was 1mb",
    phase: "upkeep",
    seenBy: "host",
  },
  setDirectives: {
    step: set,
    one: `set save "900 1" (was ""), maxmemory 1mb (was 0) on ${A} (no restart)`,
    two: 'set save "900 1" (was ""), maxmemory 1mb (was 0) on 10.0.0.1:7000; 10.0.0.2:7000 (no restart)',
    phase: "upkeep",
    seenBy: "host",
  },
  activateConf: {
    step: { kind: "activateConf", node: A },
    one: `activate the staged configuration of ${A}`,
    two: "activate the staged configuration of 10.0.0.1:7000; 10.0.0.2:7000",
    phase: "upkeep",
    seenBy: "host",
  },
};

test.each(Object.values(KINDS))("a $step.kind step", (row) => {
  expect(describeStep(row.step)).toBe(row.one);
  expect(describeBatch([row.step, { ...row.step, node: B }])).toBe(row.two);
  expect(phaseOf(row.step)).toBe(row.phase);
  expect(seenBy(row.step)).toBe(row.seenBy);
});

test.each<[boolean, Step, Step]>([
  [true, forming, { ...forming, node: B }],
  [false, forming, { ...forming, settings: "declared" }],
  [false, forming, { kind: "record", node: A }],
  [true, { kind: "record", node: A }, { kind: "record", node: B }],
  [false, { kind: "writePidFile", node: A }, { kind: "record", node: A }],
  [true, { kind: "writePidFile", node: A }, { kind: "writePidFile", node: B }],
  [
    true,
    { kind: "replicate", node: A, primary: B },
    { kind: "replicate", node: "C:1", primary: A },
  ],
  [true, stage, { ...stage, changes: [] }],
  [true, set, { ...set, values: [] }],
])("runTogether() is %s for %j and %j", (expected, a, b) => {
  expect(runTogether(a, b)).toBe(expected);
});

test.each<[boolean, Step, Step]>([
  [true, stage, { ...stage, node: B }],
  [false, stage, { ...stage, changes: [] }],
  [true, set, { ...set, node: B }],
  [false, set, { ...set, values: [] }],
  [false, set, stage],
  [false, KINDS.assignSlots.step, { ...KINDS.assignSlots.step, node: B }],
])("lineOf() is the same: %s, for %j and %j", (expected, a, b) => {
  expect(lineOf(a) === lineOf(b)).toBe(expected);
});

test("undoOf() sets directives back in the reverse order, and undoes nothing else", () => {
  expect(undoOf(set)).toEqual({
    kind: "setDirectives",
    node: A,
    values: [
      { name: "maxmemory", from: "1048576", to: "0" },
      { name: "save", from: "900 1", to: "" },
    ],
  });
  const others = Object.values(KINDS).filter(({ step }) => step.kind !== "setDirectives");
  expect(others.map(({ step }) => undoOf(step))).toEqual(others.map(() => undefined));
});

test("waitOf() sends MEET again, and lets all other steps wait for a plan without them", () => {
  for (const { step } of Object.values(KINDS)) {
    expect(waitOf(step)).toEqual(
      step.kind === "meet"
        ? { until: "linked", resend: 2000, limit: 6000 }
        : { until: "planned away" },
    );
  }
});
