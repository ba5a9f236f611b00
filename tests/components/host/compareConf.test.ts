import { describe, expect, test } from "vitest";
import { compareConf } from "../../../components/host/compareConf";
import type { ConfOnDisk } from "../../../components/host/inspectScript";
import { DIRECTIVES_MARK } from "../../../components/host/redisConf";

const OLD = "port 7000\nmaxmemory 50mb\nsave 900 1\nsave 300 10\n";
const NEW = "port 7000\nmaxmemory 100mb\n";
const VALUES = { port: "0", maxmemory: "104857600", save: "3600 1", databases: "16" };
const effective = { conf: NEW, values: new Map(Object.entries(VALUES)) };
const BESIDE: ConfOnDisk = { active: OLD, staged: NEW, effective, pending: [] };
const IN_FORCE: ConfOnDisk = { active: NEW, effective, pending: [] };

/** What CONFIG GET says of a server that runs as NEW means, but for `changes`. */
function running(changes: Record<string, string> = {}): Map<string, string> {
  return new Map(Object.entries({ ...VALUES, port: "7000", databases: "1", ...changes }));
}

describe("compareConf()", () => {
  test("finds a conf in force, whatever the stack itself or the server decides", () => {
    expect(compareConf(NEW, IN_FORCE, running())).toEqual({
      declared: "active",
      changes: [],
      drift: [],
      pending: [],
    });
  });

  test("finds what runs otherwise, declared or not, in the order of the names", () => {
    const { drift } = compareConf(NEW, IN_FORCE, running({ save: "", maxmemory: "0" }));
    expect(drift).toEqual([
      { name: "maxmemory", from: "0", to: "104857600" },
      { name: "save", from: "", to: "3600 1" },
    ]);
  });

  test("finds what a conf beside changes, for people and for the server", () => {
    expect(compareConf(NEW, BESIDE, running({ maxmemory: "52428800" }))).toEqual({
      declared: "staged",
      changes: ["maxmemory 100mb, was 50mb", "no save, was 900 1 and 300 10"],
      drift: [{ name: "maxmemory", from: "52428800", to: "104857600" }],
      pending: [],
    });
  });

  test("finds nothing to tell where only the mark of an older version's conf is missing", () => {
    const declared = `port 7000\n${DIRECTIVES_MARK}\nmaxmemory 100mb\n`;
    expect(compareConf(declared, IN_FORCE, running())).toEqual({
      declared: "missing",
      changes: [],
      drift: [],
      pending: [],
    });
    const staged = { ...IN_FORCE, staged: declared, effective: { ...effective, conf: declared } };
    expect(compareConf(declared, staged, running())).toEqual({
      declared: "staged",
      changes: [],
      drift: [],
      pending: [],
    });
  });

  test.each<[string, ConfOnDisk]>([
    ["another conf is in force and none beside", { active: OLD, effective, pending: [] }],
    ["yet another lies beside", { ...BESIDE, staged: OLD }],
    ["a leftover lies beside", { ...IN_FORCE, staged: OLD }],
    ["nobody wrote down what it means", { active: NEW, pending: [] }],
    ["another one is written down", { ...IN_FORCE, effective: { ...effective, conf: OLD } }],
  ])("finds it not laid where %s", (_, disk) => {
    const { declared, drift, pending } = compareConf(NEW, disk, running({ maxmemory: "0" }));
    expect({ declared, drift, pending }).toEqual({ declared: "missing", drift: [], pending: [] });
  });

  test("keeps what was written down as pending out of the rest", () => {
    const disk = { ...BESIDE, pending: ["maxmemory"] };
    expect(compareConf(NEW, disk, running({ maxmemory: "0", save: "" }))).toMatchObject({
      drift: [{ name: "save" }],
      pending: ["maxmemory"],
    });
  });

  test("takes a changed directive of which the server says nothing for pending", () => {
    const declared = `${NEW}hidden yes\n`;
    const disk = { ...BESIDE, staged: declared, effective: { ...effective, conf: declared } };
    expect(compareConf(declared, disk, running()).pending).toEqual(["hidden"]);
  });

  test("tells an old name together with the new one", () => {
    const values = new Map([
      ["replica-priority", "100"],
      ["slave-priority", "100"],
      ["min-slaves-max-lag", "10"],
    ]);
    const disk = { ...IN_FORCE, effective: { conf: NEW, values } };
    const runs = new Map([...values.keys()].map((name) => [name, "1"]));
    expect(compareConf(NEW, disk, runs).drift.map(({ name }) => name)).toEqual([
      "min-slaves-max-lag",
      "replica-priority",
    ]);
  });

  test("compares only what is declared with a program that has other directives by now", () => {
    const values = new Map([...effective.values, ["of-the-new-program", "yes"]]);
    const disk = { ...IN_FORCE, effective: { conf: NEW, values } };
    const { drift } = compareConf(NEW, disk, running({ maxmemory: "0", save: "" }));
    expect(drift).toEqual([{ name: "maxmemory", from: "0", to: "104857600" }]);
  });

  test("shows no secret", () => {
    const secret = `${NEW}requirepass "old"\nmasterauth "old"\n`;
    const next = secret.replaceAll("old", "new");
    const { changes } = compareConf(next, { active: secret, pending: [] }, running());
    expect(changes).toEqual(["another requirepass", "another masterauth"]);
  });
});
