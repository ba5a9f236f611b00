import type { OnDisk } from "../cluster/state/observed";
import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";
import { nodeScriptPath } from "./nodeScript";

/** The command that says what lies on a host's disk for some ports; see scripts/inspect.sh. */
export function inspectCommand(directory: string, ports: readonly number[]): HostCommand {
  return {
    command: scriptCommand("inspect", {
      DIRECTORY: directory,
      PORTS: ports.join(" "),
      SCRIPT: nodeScriptPath(directory),
    }),
    stdin: scriptText(["lib/instance.sh", "inspect.sh"], {}),
  };
}

/** The conf files of one node, whose names scripts/lib/conf.sh explains. */
export interface ConfOnDisk {
  /** The text of the conf in force; none where the node was never made. */
  readonly active?: string;
  /** The text of the declared conf that lies beside it. */
  readonly staged?: string;
  /** A conf's text, and each directive as it is under that conf. */
  readonly effective?: { readonly conf: string; readonly values: ReadonlyMap<string, string> };
  /** The directives of `next` that take a restart. */
  readonly pending: readonly string[];
}

/** What lies on the disk of one node. */
export interface NodeOnDisk extends OnDisk {
  /** The id in its hold file. */
  readonly hold?: string;
  readonly conf: ConfOnDisk;
}

/** What a look at one host saw. */
export interface HostInspection {
  /** The nodes that were asked for, by port. */
  readonly nodes: ReadonlyMap<number, NodeOnDisk>;
  /** The ports of all that have a hold file, asked for or not: the members of a cluster. */
  readonly held: readonly number[];
  /** Whom the nodes.conf of a port names that was not asked for, by that port. */
  readonly unmanagedPeers: ReadonlyMap<number, readonly string[]>;
  /** The IPv4 addresses of the host's interfaces. */
  readonly addresses: readonly string[];
  /** Whether the script of its nodes lies there, in this project's version. */
  readonly isPrepared: boolean;
}

const EFFECTIVE_MARK = "# effective";

/** Reads what scripts/inspect.sh prints. */
export function parseInspection(output: string): HostInspection {
  const lines = output.replace(/\n$/, "").split("\n");
  const files = filesOf(lines);
  const peers = new Map(wordsAfter(lines, "peers").map(([port = "", ...names]) => [port, names]));
  const nodes = new Map(wordsAfter(lines, "node").map((words) => parseNode(words, files, peers)));
  const others = [...peers].map(([port, names]) => [Number(port), names] as const);
  return {
    nodes,
    unmanagedPeers: new Map(others.filter(([port]) => !nodes.has(port))),
    held: wordsAfter(lines, "held").flat().map(Number),
    addresses: wordsAfter(lines, "addresses").flat(),
    isPrepared: wordsAfter(lines, "script").flat().includes("yes"),
  };
}

/** The further words of each line that begins with `first`. */
function wordsAfter(lines: readonly string[], first: string): string[][] {
  return lines
    .map((line) => line.split(" "))
    .filter(([word]) => word === first)
    .map(([, ...words]) => words.filter((word) => word !== ""));
}

function parseNode(
  [port = "", identity, data, hold]: readonly string[],
  files: ReadonlyMap<string, readonly string[]>,
  peers: ReadonlyMap<string, readonly string[]>,
): [number, NodeOnDisk] {
  return [
    Number(port),
    {
      identity: identity === "yes",
      data: data === "yes",
      peers: peers.get(port) ?? [],
      ...(hold === "-" || hold === undefined ? {} : { hold }),
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
  const next = text(`${name}.next`);
  const record = files.get(`${name}.effective`);
  return {
    ...(active === undefined ? {} : { active }),
    ...(next === undefined ? {} : { staged: next }),
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

/** The lines of each file, by its name: they stand behind it. */
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
