import { DIRECTIVES_MARK, EFFECTIVE_MARK } from "./redisConf";

/** The configuration files of one node; scripts/lib/conf.sh explains their names. */
export interface ConfOnDisk {
  /** The text of the active configuration; none where the node was never created. */
  readonly active?: string;
  readonly staged?: string;
  /** The text of a configuration, and the value of each directive under it in the server's own words. */
  readonly effective?: { readonly conf: string; readonly values: ReadonlyMap<string, string> };
  readonly pending: readonly string[];
}

/** True for a configuration file that no version of this project wrote. */
export function isUnmanaged({ active, effective }: ConfOnDisk): boolean {
  return (
    active !== undefined && effective === undefined && !active.includes(`\n${DIRECTIVES_MARK}\n`)
  );
}

/** @param files the lines of each configuration file, by name */
export function parseConf(name: string, files: ReadonlyMap<string, readonly string[]>): ConfOnDisk {
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

/** The lines of each configuration file, by name: those of an inspection after the name. */
export function filesOf(lines: readonly string[]): Map<string, string[]> {
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
