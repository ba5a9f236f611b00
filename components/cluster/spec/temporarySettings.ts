/**
 * A short node timeout makes nodes announce slots and roles at once, and replicas ask for no election.
 * The configuration file always has the declared values, so an interrupted formation shows as drift.
 */
export interface TemporarySettings {
  /** ms */
  readonly "cluster-node-timeout": string;
  /** s */
  readonly "repl-diskless-sync-delay": string;
  readonly "cluster-replica-no-failover": string;
}

/** The values in every configuration file. @see redis.conf; 15000 ms and 5 s are the servers' own defaults */
export const DECLARED_SETTINGS: TemporarySettings = {
  "cluster-node-timeout": "15000",
  "repl-diskless-sync-delay": "5",
  "cluster-replica-no-failover": "no",
};

/** ms. 1.0 s for 6 nodes, measured, not 7-12 s: a primary reports ok one node timeout after it got its slots. */
const SHORTEST_TIMEOUT = 1000;
/** The most nodes that two cores form with a MEET for each pair and the shortest node timeout, measured. */
const MOST_OF_SMALL = 60;

/** True for a cluster that forms fastest in the simplest way. */
export function isSmall(nodes: number): boolean {
  return nodes <= MOST_OF_SMALL;
}

/**
 * The node timeout in ms while a cluster of `nodes` forms. Each node pings every other twice in it: with a longer one
 * for more nodes, a node never has to answer more pings in a second.
 */
export function formingTimeout(nodes: number): number {
  const hundreds = Math.ceil((nodes * SHORTEST_TIMEOUT) / MOST_OF_SMALL / 100);
  const declared = Number(DECLARED_SETTINGS["cluster-node-timeout"]);
  return Math.min(declared, Math.max(SHORTEST_TIMEOUT, 100 * hundreds));
}

/** @param nodeTimeout ms */
export function formingSettings(nodeTimeout = SHORTEST_TIMEOUT): TemporarySettings {
  return {
    "cluster-node-timeout": String(nodeTimeout),
    "repl-diskless-sync-delay": "0",
    "cluster-replica-no-failover": "yes",
  };
}

/** Those of a primary without slots while its first replicas copy it: they need not wait for more of them. */
export const FOUNDING_SETTINGS: TemporarySettings = {
  ...DECLARED_SETTINGS,
  "repl-diskless-sync-delay": "0",
};

/** @param nodeTimeout ms, of the forming ones */
export function settingsFor(
  phase: "forming" | "founding" | "declared",
  nodeTimeout?: number,
): TemporarySettings {
  if (phase === "forming") return formingSettings(nodeTimeout);
  return phase === "founding" ? FOUNDING_SETTINGS : DECLARED_SETTINGS;
}

/** Those of a small cluster. */
export const FORMING_SETTINGS = formingSettings();

/** True for settings of any size of cluster, which a killed run may have left behind. */
export function isForming(settings: TemporarySettings): boolean {
  const nodeTimeout = Number(settings["cluster-node-timeout"]);
  return nodeTimeout >= SHORTEST_TIMEOUT && sameSettings(settings, formingSettings(nodeTimeout));
}

export function sameSettings(a: TemporarySettings, b: TemporarySettings): boolean {
  return settingPairs(a).every(([name, value]) => b[name] === value);
}

export function settingPairs(settings: TemporarySettings): [keyof TemporarySettings, string][] {
  return [
    ["cluster-node-timeout", settings["cluster-node-timeout"]],
    ["repl-diskless-sync-delay", settings["repl-diskless-sync-delay"]],
    ["cluster-replica-no-failover", settings["cluster-replica-no-failover"]],
  ];
}
