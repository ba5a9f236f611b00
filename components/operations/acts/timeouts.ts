import { settingPairs, settingsFor } from "../../cluster/spec/temporarySettings";
import { pipeline } from "../redis/pipeline";
import type { Act } from "./stepContext";

export const setTimeouts: Act<"setTimeouts"> = async (step, { connections }) => {
  const { node, settings, nodeTimeout } = step;
  const pairs = settingPairs(settingsFor(settings, nodeTimeout));
  // Servers before 7.0 accept one pair per command.
  await pipeline(
    await connections.to(node),
    pairs.map(([name, value]) => ["CONFIG", "SET", name, value]),
  );
};
