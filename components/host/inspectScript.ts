import {
  type ClusterRecord,
  parseRecord as parseClusterRecord,
} from "../cluster/state/clusterRecord";
import type { OnDisk } from "../cluster/state/observed";
import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";
import { nodeScriptPath } from "./nodeScript";
import { DIRECTIVES_MARK, EFFECTIVE_MARK } from "./redisConf";

export interface InspectedPorts {
  readonly address: string;
  readonly directory: string;
  readonly ports: readonly number[];
  /** What a start or a change of the configuration needs, if the host is to be checked for it. @default none */
  readonly check?: { readonly serverCommand: string; readonly conf: string };
}

/** The command that reports the state of a host's disk for some ports; scripts/inspect.sh has the format. */
export function inspectCommand({ address, directory, ports, check }: InspectedPorts): HostCommand {
  return {
    command: scriptCommand("inspect", {
      DIRECTORY: directory,
      ADDRESS: address,
      SERVER: check?.serverCommand ?? "none",
      PORTS: ports.join(" "),
      SCRIPT: nodeScriptPath(directory),
    }),
    stdin: scriptText(FILES, { CONF: check?.conf ?? "" }),
  };
}

const FILES = [
  "lib/base.sh",
  "lib/instance.sh",
  "lib/ports.sh",
  "lib/server.sh",
  "lib/conf.sh",
  "lib/preflight.sh",
  "lib/check.sh",
  "inspect.sh",
];

/** The configuration files of one node; scripts/lib/conf.sh explains their names. */
export interface ConfOnDisk {
  /** The text of the active configuration; none where the node was never created. */
  readonly active?: string;
  readonly staged?: string;
  /** The text of a configuration, and the value of each directive under it in the server's own words. */
  readonly effective?: { readonly conf: string; readonly values: ReadonlyMap<string, string> };
  readonly pending: readonly string[];
}

/** Whether a server runs for a node; "lost-directory" if its directory was removed while it runs. */
export type ProcessState = "stopped" | "running" | "lost-pidfile" | "lost-directory";

/** True for a configuration file that no version of this project wrote. */
export function isUnmanaged({ active, effective }: ConfOnDisk): boolean {
  return (
    active !== undefined && effective === undefined && !active.includes(`\n${DIRECTIVES_MARK}\n`)
  );
}

export interface NodeOnDisk extends OnDisk {
  readonly process: ProcessState;
  /** Set if other users of the host can read its files. */
  readonly exposed?: boolean;
  readonly conf: ConfOnDisk;
}

export interface FailedCheck {
  readonly port?: number;
  /** `"port 7001 is in use by nginx (pid 812)"` */
  readonly text: string;
}

export interface HostInspection {
  /** The declared nodes, by port. */
  readonly nodes: ReadonlyMap<number, NodeOnDisk>;
  /** The ports of all hold files, by which a former version marked the members of a cluster. */
  readonly held: readonly number[];
  /** The record of the cluster; "unreadable" if that file has another content. */
  readonly record?: ClusterRecord | "unreadable";
  /** The paths of nodes.conf files under other names than the stack's: `"/root/conf/nodes-7000.conf"`. */
  readonly otherIdentities: readonly string[];
  /** Why a server cannot start there, or its configuration cannot change; without a port for the whole host. */
  readonly failedChecks: readonly FailedCheck[];
  /** The peers in the nodes.conf of each port that is not declared. */
  readonly unmanagedPeers: ReadonlyMap<number, readonly string[]>;
  /** The IPv4 addresses of the host's interfaces. */
  readonly addresses: readonly string[];
  /** True if a node script is installed: this version's, or another version's, which the next `up` updates. */
  readonly isPrepared: boolean;
}

/** Skips unknown lines. @throws Error without the answer, which may hold a password, if it is malformed */
export function parseInspection(answer: string): HostInspection {
  const lines = answer.replace(/\n$/, "").split("\n");
  const files = filesOf(lines);
  const peers = new Map(wordsAfter(lines, "peers").map(([port = "", ...names]) => [port, names]));
  const exposed = wordsAfter(lines, "exposed").flat();
  const nodes = new Map(
    wordsAfter(lines, "node").map((words) => parseNode(words, { files, peers, exposed })),
  );
  const others = [...peers].map(([port, names]) => [Number(port), names] as const);
  return {
    nodes,
    unmanagedPeers: new Map(others.filter(([port]) => !nodes.has(port))),
    held: wordsAfter(lines, "held").flat().map(Number),
    ...recordIn(lines),
    failedChecks: lines.flatMap(parseCheck),
    otherIdentities: lines
      .filter((line) => line.startsWith("identity "))
      .map((line) => line.slice("identity ".length)),
    addresses: wordsAfter(lines, "addresses").flat(),
    isPrepared: wordsAfter(lines, "script").some(([state]) => state === "yes" || state === "other"),
  };
}

function parseCheck(line: string): FailedCheck[] {
  const [, port, text] = /^check (-|\d+) (.+)$/.exec(line) ?? [];
  if (text === undefined) return [];
  return [port === "-" ? { text } : { port: Number(port), text }];
}

function recordIn(lines: readonly string[]): Pick<HostInspection, "record"> {
  const line = lines.find((text) => text.startsWith("record "));
  if (line === undefined) return {};
  return { record: parseClusterRecord(line.slice("record ".length)) ?? "unreadable" };
}

function wordsAfter(lines: readonly string[], first: string): string[][] {
  return lines
    .map((line) => line.split(" "))
    .filter(([word]) => word === first)
    .map(([, ...words]) => words.filter((word) => word !== ""));
}

interface Lists {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly peers: ReadonlyMap<string, readonly string[]>;
  readonly exposed: readonly string[];
}

function parseNode(words: readonly string[], lists: Lists): [number, NodeOnDisk] {
  const [port = "", identity = "", data = "", found] = words;
  const process = PROCESS_STATES.find((state) => state === found);
  if (!/^\d+ (yes|no) (yes|no)$/.test(`${port} ${identity} ${data}`) || process === undefined) {
    throw new Error(`Cannot read the inspection of the host: "node ${words.join(" ")}"`);
  }
  return [
    Number(port),
    {
      identity: identity === "yes",
      data: data === "yes",
      peers: lists.peers.get(port) ?? [],
      process,
      ...(lists.exposed.includes(port) ? { exposed: true } : {}),
      conf: parseConf(`${port}.conf`, lists.files),
    },
  ];
}

const PROCESS_STATES: readonly ProcessState[] = [
  "stopped",
  "running",
  "lost-pidfile",
  "lost-directory",
];

function parseConf(name: string, files: ReadonlyMap<string, readonly string[]>): ConfOnDisk {
  const text = (file: string) =>
    files
      .get(file)
      ?.map((line) => `${line}\n`)
      .join("");
  const active = text(name);
  const staged = text(`${name}.next`);
  const record = files.get(`${name}.effective`);
  return {
    ...(active === undefined ? {} : { active }),
    ...(staged === undefined ? {} : { staged }),
    ...(record === undefined ? {} : { effective: parseRecord(record) }),
    pending: files.get(`${name}.pending`)?.flatMap((line) => line.split(",")) ?? [],
  };
}

function parseRecord(lines: readonly string[]): NonNullable<ConfOnDisk["effective"]> {
  const mark = lines.indexOf(EFFECTIVE_MARK);
  const pairs = lines.slice(mark + 1).map((line): [string, string] => {
    const blank = line.indexOf(" ");
    return [line.slice(0, blank), line.slice(blank + 1)];
  });
  const conf = lines.slice(0, Math.max(mark, 0));
  return { conf: conf.map((line) => `${line}\n`).join(""), values: new Map(pairs) };
}

function filesOf(lines: readonly string[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, text] = /^(\d+\.conf\S*) (.*)$/.exec(line) ?? [];
    if (name !== undefined && text !== undefined) {
      const known = files.get(name);
      if (known === undefined) files.set(name, [text]);
      else known.push(text);
    }
  }
  return files;
}
