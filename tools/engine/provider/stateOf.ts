import type { Printed } from "./commandOutput";
import { isSame, type Properties, UNKNOWN } from "./value";

/** Returns the state after a command: its inputs with their secrets still marked, and its outputs. */
export function stateOf(inputs: Properties, printed: Printed): Properties {
  return { ...inputs, ...printed };
}

/**
 * Returns the state that a preview shows. The outputs are unknown for a new resource and after any
 * changed input; otherwise they are the old ones.
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
