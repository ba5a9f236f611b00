/** Before an answer, and at the start of each line of a conversation. scripts/lib/base.sh prints the same marks. */
const BEGIN = "<<redis-cluster";
/** The line after an answer. */
const END = "redis-cluster>>";

/** What a host printed: a script's answer, and what others printed on the same stream. */
export interface HostOutput {
  /** The text between the marks; undefined if either is missing. */
  readonly answer: string | undefined;
  /** True if the script began to answer. */
  readonly hasBegun: boolean;
  /** What a login shell or a forced command printed. It has no part of the answer, which may hold a password. */
  readonly rest: string;
}

/** Separates a script's answer from what a login shell prints before and after it. */
export function readOutput(output: string): HostOutput {
  const begin = output.indexOf(`${BEGIN}\n`);
  if (begin < 0) return { answer: undefined, hasBegun: false, rest: output };
  const before = output.slice(0, begin);
  const text = output.slice(begin + BEGIN.length + 1);
  // No line of an answer is the mark: the lines of files come after their names.
  const end = new RegExp(`^${END}$`, "m").exec(text);
  if (end === null) return { answer: undefined, hasBegun: true, rest: before };
  const after = text.slice(end.index + END.length);
  return { answer: text.slice(0, end.index), hasBegun: true, rest: `${before}${after}` };
}

/** The answer in a line of a conversation: `"done"`; undefined if others printed the line. */
export function answerInLine(line: string): string | undefined {
  const begin = line.indexOf(`${BEGIN} `);
  return begin < 0 ? undefined : line.slice(begin + BEGIN.length + 1);
}

/**
 * The JSON value that a script answered; undefined if there is none. Scripts of earlier versions printed no
 * marks, and the state still has what they printed: then it is the last line.
 */
export function jsonAnswer(output: string): unknown {
  const { answer, hasBegun } = readOutput(output);
  if (hasBegun) return parseJson(answer ?? "");
  return parseJson(output.trimEnd().split("\n").at(-1) ?? "");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Characters that are shown of what a host printed. */
const SHOWN = 300;

/** Continues an error: `". The host printed: Please login as the user debian"`; empty for no text. */
export function hostPrinted(text: string): string {
  const plain = text
    .replaceAll(ESCAPES, "")
    .replaceAll(CONTROLS, " ")
    .replaceAll(/ +/g, " ")
    .trim();
  if (plain === "") return "";
  const half = SHOWN / 2;
  const isLong = plain.length > SHOWN;
  return `. The host printed: ${isLong ? `${plain.slice(0, half)} ... ${plain.slice(-half)}` : plain}`;
}

/** Of colors, for example. */
const ESCAPES = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu;
const CONTROLS = /\p{Cc}/gu;
