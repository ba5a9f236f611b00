import { isSame, type Properties, UNKNOWN } from "./value";

/** What a command printed, each without its last newline. */
export interface Printed {
  stdout: string;
  stderr: string;
}

/** The state that follows a command: the inputs as they came, secrets marked, and what it printed. */
export function stateOf(inputs: Properties, printed: Printed): Properties {
  return { ...inputs, ...printed };
}

/**
 * The state that a preview shows: what would be printed is unknown for a creation and wherever an
 * input differs from the old state, and otherwise what the old state holds.
 */
export function previewOf(inputs: Properties, old?: Properties): Properties {
  const changed =
    old === undefined ||
    Object.keys({ ...old, ...inputs }).some(
      (key) => key !== "stdout" && key !== "stderr" && !isSame(inputs[key], old[key]),
    );
  const stdout = changed ? UNKNOWN : (old["stdout"] ?? "");
  const stderr = changed ? UNKNOWN : (old["stderr"] ?? "");
  return { ...inputs, stdout, stderr };
}
