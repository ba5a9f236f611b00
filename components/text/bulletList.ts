/** Lines shown at most: a hundred problems would bury the cause. */
const SHOWN = 12;

/** Writes `lines` as a list below a sentence and counts those that are left out: `"\n  - a\n  - b"`. */
export function bulletList(lines: readonly string[]): string {
  const rest = lines.length - SHOWN;
  const shown = lines.slice(0, SHOWN).map((line) => `\n  - ${line}`);
  return shown.join("") + (rest > 0 ? `\n  and ${rest} more` : "");
}
