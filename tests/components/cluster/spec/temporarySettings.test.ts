import { expect, test } from "vitest";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  formingSettings,
  formingTimeout,
  isForming,
  isSmall,
  sameSettings,
  settingPairs,
} from "../../../../components/cluster/spec/temporarySettings";

const DECLARED = new Map<string, string>(settingPairs(DECLARED_SETTINGS));
const FORMING = new Map<string, string>(settingPairs(FORMING_SETTINGS));

test("settingPairs() lists every setting once", () => {
  for (const settings of [DECLARED_SETTINGS, FORMING_SETTINGS]) {
    expect(Object.fromEntries(settingPairs(settings))).toEqual(settings);
    expect(settingPairs(settings)).toHaveLength(Object.keys(settings).length);
  }
});

test("every forming setting differs from the declared one, so that a leftover shows as drift", () => {
  expect([...FORMING.keys()]).toEqual([...DECLARED.keys()]);
  for (const [name, value] of FORMING) expect(DECLARED.get(name)).not.toBe(value);
});

test("a forming cluster has short timeouts and no failover, a formed one can fail over", () => {
  // A handshake lasts 1000 ms at least: a shorter node timeout gains nothing.
  expect(Number(FORMING.get("cluster-node-timeout"))).toBeGreaterThanOrEqual(1000);
  expect(Number(FORMING.get("cluster-node-timeout"))).toBeLessThan(
    Number(DECLARED.get("cluster-node-timeout")),
  );
  expect(FORMING.get("cluster-replica-no-failover")).toBe("yes");
  expect(DECLARED.get("cluster-replica-no-failover")).toBe("no");
});

test("sameSettings() sees each single difference", () => {
  expect(sameSettings(DECLARED_SETTINGS, { ...DECLARED_SETTINGS })).toBe(true);
  for (const [name] of settingPairs(DECLARED_SETTINGS)) {
    expect(sameSettings(DECLARED_SETTINGS, { ...DECLARED_SETTINGS, [name]: "1" })).toBe(false);
  }
});

test("formingTimeout() grows with the number of nodes above a small cluster", () => {
  const sizes = [3, 6, 60, 62, 120, 200, 1000];
  expect(sizes.map(isSmall)).toEqual([true, true, true, false, false, false, false]);
  expect(sizes.map(formingTimeout)).toEqual([1000, 1000, 1000, 1100, 2000, 3400, 15_000]);
});

test("isForming() knows the settings of every size, and no others", () => {
  for (const nodes of [6, 120, 200]) {
    expect(isForming(formingSettings(formingTimeout(nodes)))).toBe(true);
  }
  expect(isForming(DECLARED_SETTINGS)).toBe(false);
  expect(isForming({ ...FORMING_SETTINGS, "cluster-node-timeout": "1" })).toBe(false);
  expect(isForming({ ...FORMING_SETTINGS, "repl-diskless-sync-delay": "5" })).toBe(false);
});
