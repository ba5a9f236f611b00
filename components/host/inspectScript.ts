import type { OnDisk, ServerProgram } from "../cluster/state/observed";
import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";
import { nodeScriptPath } from "./nodeScript";
import { EFFECTIVE_MARK } from "./redisConf";

/** The command that reports the state of a host's disk for some ports; scripts/inspect.sh has the format. */
export function inspectCommand(
  directory: string,
  ports: readonly number[],
  serverCommand: string,
): HostCommand {
  return {
    command: scriptCommand("inspect", {
      DIRECTORY: directory,
      PORTS: ports.join(" "),
      SERVER: serverCommand,
      SCRIPT: nodeScriptPath(directory),
    }),
    stdin: scriptText(["lib/base.sh", "lib/instance.sh", "inspect.sh"], {}),
  };
}

/** The configuration files of one node; scripts/lib/conf.sh explains their names. */
export interface ConfOnDisk {
  /** The text of the active configuration; none where the node was never created. */
  readonly active?: string;
  readonly staged?: string;
  /** The text of a configuration, and the value of each directive under it in the server's own words. */
  readonly effective?: { readonly conf: string; readonly values: ReadonlyMap<string, string> };
  readonly pending: readonly string[];
}

export interface NodeOnDisk extends OnDisk {
  readonly hold?: string;
  /** The user whose process listens on its port; undefined if none does, or several do. */
  readonly user?: string;
  readonly conf: ConfOnDisk;
}

export interface HostInspection {
  /** The declared nodes, by port. */
  readonly nodes: ReadonlyMap<number, NodeOnDisk>;
  /** The ports of all hold files, declared or not: the members of a cluster. */
  readonly held: readonly number[];
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

/** Skips unknown lines. @throws Error without the output, which may hold a password, if it is malformed */
export function parseInspection(output: string): HostInspection {
  const lines = output.replace(/\n$/, "").split("\n");
  if (lines.at(-1) !== "end") throw new Error("Cannot read the inspection of the host: truncated");
  const files = filesOf(lines);
  const peers = new Map(wordsAfter(lines, "peers").map(([port = "", ...names]) => [port, names]));
  const users = new Map(wordsAfter(lines, "runs").map(([port = "", user = ""]) => [port, user]));
  const nodes = new Map(
    wordsAfter(lines, "node").map((words) => parseNode(words, { files, peers, users })),
  );
  const [login] = wordsAfter(lines, "login").flat();
  const program = parseProgram(lines.find((line) => line.startsWith("program ")) ?? "");
  const others = [...peers].map(([port, names]) => [Number(port), names] as const);
  return {
    nodes,
    unmanagedPeers: new Map(others.filter(([port]) => !nodes.has(port))),
    held: wordsAfter(lines, "held").flat().map(Number),
    addresses: wordsAfter(lines, "addresses").flat(),
    isPrepared: wordsAfter(lines, "script").some(([state]) => state === "yes" || state === "other"),
    ...(login === undefined ? {} : { login }),
    ...(program === undefined ? {} : { program }),
  };
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
  readonly users: ReadonlyMap<string, string>;
}

function parseNode(
  words: readonly string[],
  { files, peers, users }: ByPort,
): [number, NodeOnDisk] {
  const [port = "", identity = "", data = "", hold] = words;
  if (!/^\d+ (yes|no) (yes|no)$/.test(`${port} ${identity} ${data}`) || hold === undefined) {
    throw new Error(`Cannot read the inspection of the host: "node ${words.join(" ")}"`);
  }
  const user = users.get(port);
  return [
    Number(port),
    {
      identity: identity === "yes",
      data: data === "yes",
      peers: peers.get(port) ?? [],
      ...(hold === "-" ? {} : { hold }),
      ...(user === undefined ? {} : { user }),
      conf: parseConf(`${port}.conf`, files),
    },
  ];
}

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
