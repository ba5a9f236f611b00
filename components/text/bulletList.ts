/** Lines shown at most; a hundred nodes that do not settle would bury the cause. */
const SHOWN = 12;

/** Writes `lines` below a sentence, one each, and counts what is not shown: `"\n  - a\n  - b"`. */
export function bulletList(lines: readonly string[]): string {
  const rest = lines.length - SHOWN;
  const shown = lines.slice(0, SHOWN).map((line) => `\n  - ${line}`);
  return shown.join("") + (rest > 0 ? `\n  and ${rest} more` : "");
}
