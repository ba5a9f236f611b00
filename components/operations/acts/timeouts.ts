import {
  DECLARED_SETTINGS,
  FOUNDING_SETTINGS,
  formingSettings,
  settingPairs,
} from "../../cluster/spec/temporarySettings";
import { pipeline } from "../redis/pipeline";
import type { Act } from "./stepContext";

export const setTimeouts: Act<"setTimeouts"> = async (step, { connections }) => {
  const { node, settings, nodeTimeout } = step;
  const values = {
    forming: () => formingSettings(nodeTimeout),
    founding: () => FOUNDING_SETTINGS,
    declared: () => DECLARED_SETTINGS,
  };
  const pairs = settingPairs(values[settings]());
  // Servers before 7.0 accept one pair per command.
  await pipeline(
    await connections.to(node),
    pairs.map(([name, value]) => ["CONFIG", "SET", name, value]),
  );
};
