import type { Printed } from "./commandOutput";
import { isSame, type Properties, UNKNOWN } from "./value";

export function stateOf(inputs: Properties, printed: Printed): Properties {
  return { ...inputs, ...printed };
}

/** The outputs are unknown for a new resource and after a changed input. */
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
