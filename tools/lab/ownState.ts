import type { LabPaths } from "./labPaths";
import type { LabState } from "./labState";
import { findMarked } from "./processes/findMarked";
import { readState } from "./readState";

/**
 * Gives the state of the lab `id`, `undefined` when there is none, or one whose network namespace
 * has ended.
 *
 * @throws RangeError when the directory belongs to a lab that runs in another network namespace.
 */
export function ownState(paths: LabPaths, id: string): LabState | undefined {
  const state = readState(paths);
  if (state === undefined || state.id === id) return state;
  const others = findMarked(state.id);
  if (others.length === 0) return undefined;
  throw new RangeError(
    `Cannot use the lab in ${paths.directory} as it must be used from the network namespace ` +
      `it was made in: process ${others[0]?.pid} runs there`,
  );
}
