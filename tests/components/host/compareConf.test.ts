import { describe, expect, test } from "vitest";
import { compareConf } from "../../../components/host/compareConf";
import type { ConfOnDisk } from "../../../components/host/confOnDisk";
import { DIRECTIVES_MARK } from "../../../components/host/redisConf";

const OLD = "port 7000\nmaxmemory 50mb\nsave 900 1\nsave 300 10\n";
const NEW = "port 7000\nmaxmemory 100mb\n";
const VALUES = { port: "0", maxmemory: "104857600", save: "3600 1", databases: "16" };
const effective = { conf: NEW, values: new Map(Object.entries(VALUES)) };
const STAGED: ConfOnDisk = { active: OLD, staged: NEW, effective, pending: [] };
const ACTIVE: ConfOnDisk = { active: NEW, effective, pending: [] };

/** The reply to CONFIG GET of a server that runs with NEW, but for `changes`. */
function running(changes: Record<string, string> = {}): Map<string, string> {
  return new Map(Object.entries({ ...VALUES, port: "7000", databases: "1", ...changes }));
}

describe("compareConf()", () => {
  test("finds an active conf, whatever the stack or the server decides itself", () => {
    expect(compareConf(NEW, ACTIVE, running())).toEqual({
      declared: "active",
      changes: [],
      drift: [],
      pending: [],
    });
  });

  test("finds directives with another value, declared or not, in the order of the names", () => {
    const { drift } = compareConf(NEW, ACTIVE, running({ save: "", maxmemory: "0" }));
    expect(drift).toEqual([
      { name: "maxmemory", from: "0", to: "104857600" },
      { name: "save", from: "", to: "3600 1" },
    ]);
  });

  test("finds the changes of a staged conf, for people and for the server", () => {
    expect(compareConf(NEW, STAGED, running({ maxmemory: "52428800" }))).toEqual({
      declared: "staged",
      changes: ["maxmemory 100mb, was 50mb", "no save, was 900 1 and 300 10"],
      drift: [{ name: "maxmemory", from: "52428800", to: "104857600" }],
      pending: [],
    });
  });

  test("finds no change to report if only the mark is missing, as in a conf of an older version", () => {
    const declared = `port 7000\n${DIRECTIVES_MARK}\nmaxmemory 100mb\n`;
    expect(compareConf(declared, ACTIVE, running())).toEqual({
      declared: "missing",
      changes: [],
      drift: [],
      pending: [],
    });
    const staged = { ...ACTIVE, staged: declared, effective: { ...effective, conf: declared } };
    expect(compareConf(declared, staged, running())).toEqual({
      declared: "staged",
      changes: [],
      drift: [],
      pending: [],
    });
  });

  test.each<[string, ConfOnDisk]>([
    ["another conf is active and none staged", { active: OLD, effective, pending: [] }],
    ["a third one is staged", { ...STAGED, staged: OLD }],
    ["an old one is still staged", { ...ACTIVE, staged: OLD }],
    ["its effective values are not recorded", { active: NEW, pending: [] }],
    ["those of another one are recorded", { ...ACTIVE, effective: { ...effective, conf: OLD } }],
  ])("finds it missing if %s", (_, disk) => {
    const { declared, drift, pending } = compareConf(NEW, disk, running({ maxmemory: "0" }));
    expect({ declared, drift, pending }).toEqual({ declared: "missing", drift: [], pending: [] });
  });

  test("keeps pending directives out of the drift", () => {
    const disk = { ...STAGED, pending: ["maxmemory"] };
    expect(compareConf(NEW, disk, running({ maxmemory: "0", save: "" }))).toMatchObject({
      drift: [{ name: "save" }],
      pending: ["maxmemory"],
    });
  });

  test("counts a changed directive that the server does not list as pending", () => {
    const declared = `${NEW}hidden yes\n`;
    const disk = { ...STAGED, staged: declared, effective: { ...effective, conf: declared } };
    expect(compareConf(declared, disk, running()).pending).toEqual(["hidden"]);
  });

  test("reports an old name together with the new one", () => {
    const values = new Map([
      ["replica-priority", "100"],
      ["slave-priority", "100"],
      ["min-slaves-max-lag", "10"],
      ["server-cpulist", "0"],
      ["server_cpulist", "0"],
      ["aof_rewrite_cpulist", "0"],
    ]);
    const disk = { ...ACTIVE, effective: { conf: NEW, values } };
    const runs = new Map([...values.keys()].map((name) => [name, "1"]));
    expect(compareConf(NEW, disk, runs).drift.map(({ name }) => name)).toEqual([
      "aof_rewrite_cpulist",
      "min-slaves-max-lag",
      "replica-priority",
      "server-cpulist",
    ]);
  });

  test("compares only declared directives if the program was replaced by another version", () => {
    const values = new Map([...effective.values, ["of-the-new-program", "yes"]]);
    const disk = { ...ACTIVE, effective: { conf: NEW, values } };
    const { drift } = compareConf(NEW, disk, running({ maxmemory: "0", save: "" }));
    expect(drift).toEqual([{ name: "maxmemory", from: "0", to: "104857600" }]);
  });

  test("leaves a new password to its own steps, and does not name what follows from it", () => {
    const open = `${NEW}protected-mode no\n`;
    const declared = `${NEW}requirepass "p"\nmasterauth "p"\n`;
    const disk = {
      active: open,
      staged: declared,
      effective: { ...effective, conf: declared },
      pending: [],
    };
    expect(compareConf(declared, disk, running())).toEqual({
      declared: "staged",
      changes: ["a new requirepass", "a new masterauth"],
      drift: [],
      pending: [],
    });
  });

  test("says what the server accepted and does not use", () => {
    const declared = `${NEW}save 900 1 60 100\n`;
    const values = new Map([...effective.values, ["save", ""]]);
    const disk = { active: declared, effective: { conf: declared, values }, pending: [] };
    expect(compareConf(declared, disk, running({ save: "" })).ignored).toEqual([
      'the server accepts "save 900 1 60 100" but uses save "". Write save: ["900 1","60 100"]',
    ]);
  });

  test("shows no secret", () => {
    const secret = `${NEW}requirepass "old"\nmasterauth "old"\n`;
    const next = secret.replaceAll("old", "new");
    const { changes } = compareConf(next, { active: secret, pending: [] }, running());
    expect(changes).toEqual(["a new requirepass", "a new masterauth"]);
  });
});
