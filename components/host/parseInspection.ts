import type { ConfOnDisk, HostInspection, NodeOnDisk } from "./hostInspection";

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
