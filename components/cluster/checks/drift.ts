import {
  DECLARED_SETTINGS,
  isForming,
  sameSettings,
  settingPairs,
  type TemporarySettings,
} from "../spec/temporarySettings";
import { formatValue } from "../state/confState";
import { isAlone, type LoginState, type Observed } from "../state/observed";
import { DIRECTORY_REMOVED } from "./directoryRemoved";
import type { Problem } from "./problem";

export function drift(observed: Observed): Problem[] {
  return [...observed].flatMap(([node, found]): Problem[] => {
    if (!found.answers) return [];
    const { settings, conf, saved, pidFile, recorded, exposed, login, directoryRemoved } = found;
    // While the declared configuration is staged, a difference is a change in progress.
    const directives = conf?.declared === "active" ? conf.drift : [];
    return [
      ...loginDrift(node, login),
      ...settingsDrift(node, settings),
      ...directives.map(({ name, from, to }) => ({
        node,
        kind: `${name} differs from the configuration`,
        text: `${name} is ${formatValue(name, from)}, the configuration says ${formatValue(name, to)}`,
      })),
      ...(exposed ? [{ node, kind: EXPOSED }] : []),
      ...(directoryRemoved ? [{ node, kind: DIRECTORY_REMOVED }] : []),
      ...(saved === false && !directoryRemoved ? [{ node, kind: NOT_SAVED }] : []),
      ...(pidFile === false ? [{ node, kind: NO_PID_FILE }] : []),
      ...(recorded === false && !isAlone(found) ? [{ node, kind: NOT_RECORDED }] : []),
    ];
  });
}

const EXPOSED = "other users of the host can read its files";
const NOT_SAVED = "nodes.conf is missing: a restart would lose the node's identity";
const NO_PID_FILE = "PID file is missing";
const NOT_RECORDED = "cluster.json on its host is missing or outdated";

function loginDrift(node: string, login: LoginState | undefined): Problem[] {
  if (login?.requirepass === false) return [{ node, kind: OPEN }];
  return login?.masterauth === false ? [{ node, kind: NO_MASTERAUTH }] : [];
}

const OPEN = "requires no password, the configuration has one";
const NO_MASTERAUTH = "masterauth differs from the configured password";

function settingsDrift(node: string, settings: TemporarySettings): Problem[] {
  if (sameSettings(settings, DECLARED_SETTINGS)) return [];
  if (isForming(settings)) {
    return [{ node, kind: "temporary settings of cluster formation are still active" }];
  }
  const different = settingPairs(DECLARED_SETTINGS).filter(([name, to]) => settings[name] !== to);
  const texts = different.map(
    ([name, to]) => `${name} is ${settings[name]}, the configuration says ${to}`,
  );
  return [{ node, kind: "timeouts differ from the configuration", text: texts.join("; ") }];
}
