/**
 * The settings that differ while a cluster forms: a short node timeout makes every node announce its
 * slots and role at once, without a delay a replica's first copy starts at once, and no replica asks
 * for an election while the timeout is short. The configuration file always contains them, so that an
 * interrupted formation shows as drift.
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

/**
 * The values while a cluster without keys forms: 1.0 s for 6 nodes, measured, instead of 7-12 s. A primary
 * reports ok one node timeout after it got its slots, and a handshake times out after 1000 ms at least.
 */
export const FORMING_SETTINGS: TemporarySettings = {
  "cluster-node-timeout": "1000",
  "repl-diskless-sync-delay": "0",
  "cluster-replica-no-failover": "yes",
};

/** True if all values of `a` and `b` are equal. */
export function sameSettings(a: TemporarySettings, b: TemporarySettings): boolean {
  return settingPairs(a).every(([name, value]) => b[name] === value);
}

/** The settings as pairs of name and value, for CONFIG SET and the configuration file. */
export function settingPairs(settings: TemporarySettings): [keyof TemporarySettings, string][] {
  return [
    ["cluster-node-timeout", settings["cluster-node-timeout"]],
    ["repl-diskless-sync-delay", settings["repl-diskless-sync-delay"]],
    ["cluster-replica-no-failover", settings["cluster-replica-no-failover"]],
  ];
}
