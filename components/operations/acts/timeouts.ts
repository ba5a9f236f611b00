import {
  DECLARED_SETTINGS,
  formingSettings,
  settingPairs,
} from "../../cluster/spec/temporarySettings";
import { pipeline } from "../redis/pipeline";
import type { Act } from "./stepContext";

export const setTimeouts: Act<"setTimeouts"> = async (step, { connections }) => {
  const { node, settings, nodeTimeout } = step;
  const pairs = settingPairs(
    settings === "forming" ? formingSettings(nodeTimeout) : DECLARED_SETTINGS,
  );
  // Servers before 7.0 accept one pair per command.
  await pipeline(
    await connections.to(node),
    pairs.map(([name, value]) => ["CONFIG", "SET", name, value]),
  );
};
