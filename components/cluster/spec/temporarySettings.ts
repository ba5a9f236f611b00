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

/** 1.0 s for 6 nodes, measured, not 7-12 s: a primary reports ok one node timeout after it got its slots. */
export const FORMING_SETTINGS: TemporarySettings = {
  "cluster-node-timeout": "1000",
  "repl-diskless-sync-delay": "0",
  "cluster-replica-no-failover": "yes",
};

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
