/**
 * Makes resources from an empty call stack. Pulumi records the stack in the state of each resource, and writes the
 * whole state before and after each of them.
 */
export function onShortStack<T>(makers: readonly (() => T)[]): Promise<T[]> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        const made: T[] = [];
        for (const make of makers) made.push(make());
        resolve(made);
      } catch (error) {
        reject(error);
      }
    });
  });
}
