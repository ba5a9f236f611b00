import { expect, test } from "vitest";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  sameSettings,
  settingPairs,
} from "../../../../components/cluster/spec/temporarySettings";

test("settingPairs() lists name and value in the order of the conf", () => {
  expect(settingPairs(DECLARED_SETTINGS)).toEqual([
    ["cluster-node-timeout", "15000"],
    ["repl-diskless-sync-delay", "5"],
    ["cluster-replica-no-failover", "no"],
  ]);
  expect(settingPairs(FORMING_SETTINGS)).toEqual([
    ["cluster-node-timeout", "1000"],
    ["repl-diskless-sync-delay", "0"],
    ["cluster-replica-no-failover", "yes"],
  ]);
});

test("sameSettings() sees each single difference", () => {
  expect(sameSettings(DECLARED_SETTINGS, { ...DECLARED_SETTINGS })).toBe(true);
  for (const [name] of settingPairs(DECLARED_SETTINGS)) {
    expect(sameSettings(DECLARED_SETTINGS, { ...DECLARED_SETTINGS, [name]: "1" })).toBe(false);
  }
});
