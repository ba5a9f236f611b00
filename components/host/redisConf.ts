import { DECLARED_SETTINGS, settingPairs } from "../cluster/spec/temporarySettings";
import type { Directives } from "../spec/directives";

/** What the conf of one node is made of. */
export interface ConfOptions {
  /** The IP address that the server binds: `"192.168.56.65"`. */
  readonly address: string;
  readonly port: number;
  /** The absolute folder of the confs on the host: `"/root/conf"`. */
  readonly directory: string;
  /** requirepass and masterauth; none turns protected mode off, as it would refuse every client. */
  readonly password?: string;
  /** Further directives; several values of one name are several lines. */
  readonly directives: Directives;
}

/** Separates the stack's own lines from the user's; scripts/lib/conf.sh finds those by it. */
export const DIRECTIVES_MARK = "# user directives";

/** Ends the conf text in PORT.conf.effective, which scripts/lib/conf.sh writes. */
export const EFFECTIVE_MARK = "# effective";

/**
 * Renders the conf of one node: the example's eight directives in the example's order, then what the
 * stack adds, then the mark and the user's directives.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/config/ for the quoting
 */
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

function stackLines({ directory, port, password }: ConfOptions): string[] {
  const [, ...settings] = settingPairs(DECLARED_SETTINGS);
  return [
    // Instances that share a folder share appendonlydir and dump.rdb, and lose each other's data.
    `dir ${confWord(`${directory}/${port}`)}`,
    // A daemon has no other place to say why it stopped.
    `logfile ${confWord(`${directory}/${port}.log`)}`,
    // Without a password protected mode refuses every client that is not local, so no cluster forms.
    ...(password === undefined
      ? ["protected-mode no"]
      : [`requirepass ${confString(password)}`, `masterauth ${confString(password)}`]),
    // They are other while a cluster forms; named here, a leftover is a difference that is seen.
    ...settings.map((pair) => pair.join(" ")),
  ];
}

function userLines(directives: Directives): string[] {
  return Object.entries(directives).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name} ${one}`),
  );
}

function confWord(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : confString(text);
}

function confString(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
