import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  settingPairs,
} from "../../cluster/spec/temporarySettings";
import { pipeline } from "../redis/pipeline";
import type { Act } from "./stepContext";

export const setTimeouts: Act<"setTimeouts"> = async ({ node, settings }, { connections }) => {
  const pairs = settingPairs(settings === "forming" ? FORMING_SETTINGS : DECLARED_SETTINGS);
  // Servers before 7.0 accept one pair per command.
  await pipeline(
    await connections.to(node),
    pairs.map(([name, value]) => ["CONFIG", "SET", name, value]),
  );
};
