/**
 * The error of a failed command in the real provider's words: `exit status 1: running "false":`,
 * then all that it printed. A command that was marked secret is not shown.
 *
 * @param ended how it ended, `"exit status 1"` or `"signal: killed"`
 */
export function commandError(ended: string, command: Shown, printed: string): Error {
  const text = command.isSecret ? "[secret]" : JSON.stringify(command.text);
  return new Error(`${ended}: running ${text}:\n${shortened(printed)}`);
}

/** An error travels in gRPC's trailers, of which the CLI takes 16 MB; the end says most. */
function shortened(printed: string): string {
  const left = printed.length - LONGEST;
  return left > 0 ? `[${left} characters left out]\n${printed.slice(-LONGEST)}` : printed;
}

/** Characters of a failed command's output that its error repeats. */
const LONGEST = 1_000_000;

/** A command's text, and whether an error may show it. */
export interface Shown {
  text: string;
  isSecret: boolean;
}
