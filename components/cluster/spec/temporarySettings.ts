/**
 * The settings that are other while a cluster forms: a short node timeout makes every node tell its
 * slots and role at once, no delay starts a replica's first copy at once, and no replica stands for
 * election while the timeout is short. The conf always names them, so that a stop half-way is seen.
 */
export interface TemporarySettings {
  /** ms */
  readonly "cluster-node-timeout": string;
  /** s */
  readonly "repl-diskless-sync-delay": string;
  readonly "cluster-replica-no-failover": string;
}

/** The values of every conf. @see redis.conf; 15000 ms and 5 s are the servers' own defaults */
export const DECLARED_SETTINGS: TemporarySettings = {
  "cluster-node-timeout": "15000",
  "repl-diskless-sync-delay": "5",
  "cluster-replica-no-failover": "no",
};

/**
 * The values while a cluster without keys forms; measured: 1.0 s at 6 nodes in place of 7-12 s. A primary
 * that has its slots says ok one node timeout later, and a handshake has no less than 1000 ms in any case.
 */
export const FORMING_SETTINGS: TemporarySettings = {
  "cluster-node-timeout": "1000",
  "repl-diskless-sync-delay": "0",
  "cluster-replica-no-failover": "yes",
};

/** Whether `a` and `b` say the same. */
export function sameSettings(a: TemporarySettings, b: TemporarySettings): boolean {
  return settingPairs(a).every(([name, value]) => b[name] === value);
}

/** The settings as pairs of name and value, for CONFIG SET and for the conf. */
export function settingPairs(settings: TemporarySettings): [keyof TemporarySettings, string][] {
  return [
    ["cluster-node-timeout", settings["cluster-node-timeout"]],
    ["repl-diskless-sync-delay", settings["repl-diskless-sync-delay"]],
    ["cluster-replica-no-failover", settings["cluster-replica-no-failover"]],
  ];
}
