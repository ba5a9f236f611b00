import type { NodeView } from "../cluster/state/clusterNodes";
import {
  type ClusterRecord,
  parseRecord as parseClusterRecord,
} from "../cluster/state/clusterRecord";
import type { OnDisk, ServerProgram } from "../cluster/state/observed";
import { type ConfOnDisk, filesOf, parseConf } from "./confOnDisk";
import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";
import { nodeScriptPath } from "./nodeScript";
import { viewsIn } from "./viewsIn";

export interface InspectedPorts {
  readonly address: string;
  readonly directory: string;
  readonly serverCommand: string;
  readonly ports: readonly number[];
  /** The declared configuration of the first port, if the host is to be checked for it. @default none */
  readonly conf?: string;
}

/** The command that reports the state of a host's disk for some ports; scripts/inspect.sh has the format. */
export function inspectCommand(inspected: InspectedPorts): HostCommand {
  const { address, directory, serverCommand, ports, conf } = inspected;
  return {
    command: scriptCommand("inspect", {
      DIRECTORY: directory,
      ADDRESS: address,
      SERVER: serverCommand,
      PORTS: ports.join(" "),
      SCRIPT: nodeScriptPath(directory),
    }),
    stdin: scriptText(FILES, { CONF: conf ?? "" }),
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
  "lib/identities.sh",
  "inspect.sh",
];

/**
 * Whether a server runs for a node; "lost-directory" if its directory was removed while it runs, "other" if none
 * does and another process listens on one of its ports.
 */
export type ProcessState = "stopped" | "running" | "lost-pidfile" | "lost-directory" | "other";

export interface NodeOnDisk extends OnDisk {
  readonly process: ProcessState;
  /** Set if other users of the host can read its files. */
  readonly exposed?: boolean;
  /** The user whose process listens on its port; undefined if none does, or several do. */
  readonly user?: string;
  readonly conf: ConfOnDisk;
}

interface FailedCheck {
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
  /** The user of the login, who would run the servers. */
  readonly login?: string;
  /** What the server command is on this host; undefined if it is missing or prints another version line. */
  readonly program?: ServerProgram;
}

/** Skips unknown lines. @throws Error without the answer, which may hold a password, if it is malformed */
export function parseInspection(answer: string): HostInspection {
  const lines = answer.replace(/\n$/, "").split("\n");
  const files = filesOf(lines);
  const peers = new Map(wordsAfter(lines, "peers").map(([port = "", ...names]) => [port, names]));
  const exposed = wordsAfter(lines, "exposed").flat();
  const views = viewsIn(lines);
  const users = new Map(wordsAfter(lines, "runs").map(([port = "", user = ""]) => [port, user]));
  const nodes = new Map(
    wordsAfter(lines, "node").map((words) =>
      parseNode(words, { files, peers, views, exposed, users }),
    ),
  );
  const [login] = wordsAfter(lines, "login").flat();
  const program = parseProgram(lines.find((line) => line.startsWith("program ")) ?? "");
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
    ...(login === undefined ? {} : { login }),
    ...(program === undefined ? {} : { program }),
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

/** `"program Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"` */
function parseProgram(line: string): ServerProgram | undefined {
  const [, name, version] = /^program (Redis|Valkey) server v=(\S+)/.exec(line) ?? [];
  if (name === undefined || version === undefined) return undefined;
  return { server: name === "Redis" ? "redis" : "valkey", version };
}

/** What is known of each port, as text. */
interface ByPort {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly peers: ReadonlyMap<string, readonly string[]>;
  readonly views: ReadonlyMap<string, readonly NodeView[]>;
  readonly exposed: readonly string[];
  readonly users: ReadonlyMap<string, string>;
}

function parseNode(words: readonly string[], lists: ByPort): [number, NodeOnDisk] {
  const [port = "", identity = "", data = "", found] = words;
  const process = PROCESS_STATES.find((state) => state === found);
  if (
    !/^\d+ (yes|no) (yes|no|damaged)$/.test(`${port} ${identity} ${data}`) ||
    process === undefined
  ) {
    throw new Error(`Cannot read the inspection of the host: "node ${words.join(" ")}"`);
  }
  const user = lists.users.get(port);
  const views = lists.views.get(port);
  return [
    Number(port),
    {
      identity: identity === "yes",
      data: data === "yes",
      ...(data === "damaged" ? { damaged: true } : {}),
      peers: lists.peers.get(port) ?? [],
      ...(views === undefined ? {} : { views }),
      process,
      ...(lists.exposed.includes(port) ? { exposed: true } : {}),
      ...(user === undefined ? {} : { user }),
      conf: parseConf(`${port}.conf`, lists.files),
    },
  ];
}

const PROCESS_STATES: readonly ProcessState[] = [
  "stopped",
  "running",
  "lost-pidfile",
  "lost-directory",
  "other",
];
