import { DECLARED_SETTINGS, settingPairs } from "../cluster/spec/temporarySettings";
import type { Directives } from "../spec/directives";

export interface ConfOptions {
  readonly address: string;
  readonly port: number;
  /** The absolute directory of the confs on the host: `"/root/conf"`. */
  readonly directory: string;
  /** requirepass and masterauth. Without one protected mode is off, since it would reject every client. */
  readonly password?: string;
  /** Further directives; several values of one name are several lines. */
  readonly directives: Directives;
}

/** Separates the stack's own lines from the user's; scripts/lib/conf.sh finds those by it. */
export const DIRECTIVES_MARK = "# user directives";

/** Ends the conf text in PORT.conf.effective, which scripts/lib/conf.sh writes. */
export const EFFECTIVE_MARK = "# effective";

/** Renders a conf. @see https://redis.io/docs/latest/operate/oss_and_stack/management/config/ */
export function renderConf(options: ConfOptions): string {
  return [
    ...exampleLines(options),
    ...stackLines(options),
    DIRECTIVES_MARK,
    ...userLines(options.directives),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function exampleLines({ address, port }: ConfOptions): string[] {
  return [
    `port ${port}`,
    `bind ${address}`,
    "daemonize yes",
    `pidfile ${port}.pid`,
    "cluster-enabled yes",
    `cluster-config-file ${port}_node.conf`,
    `cluster-node-timeout ${DECLARED_SETTINGS["cluster-node-timeout"]}`,
    "appendonly yes",
  ];
}

/**
 * More replicas than any shard has: no replica of Redis's choice leaves its shard. One that moves to a primary that has
 * just died, before it has copied anything, may be elected: then it serves that shard with the keys of another one.
 * @see clusterHandleSlaveMigration in Redis's cluster.c
 */
const NO_REPLICA_MIGRATION = "1000";
const MIGRATION_BARRIER = "cluster-migration-barrier";

function stackLines({ directory, port, password, directives }: ConfOptions): string[] {
  const [, ...settings] = settingPairs(DECLARED_SETTINGS);
  return [
    // Instances in one directory would overwrite each other's appendonlydir and dump.rdb.
    `dir ${confWord(`${directory}/${port}`)}`,
    // A daemon can say nowhere else why it stopped.
    `logfile ${confWord(`${directory}/${port}.log`)}`,
    ...(password === undefined
      ? ["protected-mode no"]
      : [`requirepass ${confString(password)}`, `masterauth ${confString(password)}`]),
    // They differ while a cluster forms. Declared here, a leftover counts as drift.
    ...settings.map((pair) => pair.join(" ")),
    ...(directives[MIGRATION_BARRIER] === undefined
      ? [`${MIGRATION_BARRIER} ${NO_REPLICA_MIGRATION}`]
      : []),
  ];
}

function userLines(directives: Directives): string[] {
  return Object.entries(directives).flatMap(([name, value]) =>
    // A line without a value would be an error for most directives.
    [value].flat().map((one) => `${name} ${one.trim() === "" ? '""' : one}`),
  );
}

function confWord(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : confString(text);
}

function confString(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
