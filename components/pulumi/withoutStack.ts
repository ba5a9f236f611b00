/**
 * Makes resources without a call stack. Pulumi records it in the state of each resource, and writes the whole state
 * before and after each of them. It would be a twelfth of a node's state.
 */
export function withoutStack<T>(make: () => T): T {
  const format = Error.prepareStackTrace;
  try {
    // Pulumi reads the text of a stack.
    Error.prepareStackTrace = () => "";
    return make();
  } finally {
    Error.prepareStackTrace = format;
  }
}
