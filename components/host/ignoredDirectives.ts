import { saveInPairs } from "../text/cures/runCures";

/** The values of each directive, in the order of its lines. */
type Lines = ReadonlyMap<string, readonly string[]>;

/**
 * Says which directives the server accepts in its configuration and then does not use: Redis 6 and earlier
 * ignore a `save` line of several pairs. One sentence each, without a point at its end.
 * @param effective the values under the declared configuration, as CONFIG GET prints them
 */
export function ignoredDirectives(
  declared: Lines,
  effective: ReadonlyMap<string, string>,
): string[] {
  return [...declared].flatMap(([name, lines]) => {
    const value = effective.get(name);
    if (value === undefined || isUsed(name, lines, value)) return [];
    const cure = name === "save" ? `. ${saveInPairs(JSON.stringify(pairsOf(lines)))}` : "";
    return [`the server accepts "${name} ${lines.join(" ")}" but uses ${name} "${value}"${cure}`];
  });
}

function isUsed(name: string, lines: readonly string[], value: string): boolean {
  // Only snapshots are known to be printed as they are declared.
  if (name === "save") return `${pairsOf(lines).sort()}` === `${pairsOf([value]).sort()}`;
  return value !== "" || wordsOf(lines).length < 2;
}

/** `["900 1 60 100"]` is `["900 1", "60 100"]`. */
function pairsOf(lines: readonly string[]): string[] {
  const words = wordsOf(lines);
  return words.flatMap((word, index) =>
    index % 2 === 0 ? [[word, ...words.slice(index + 1, index + 2)].join(" ")] : [],
  );
}

/** `""` is the empty value. */
function wordsOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(/\s+/)).filter((word) => !/^(""|'')?$/.test(word));
}
