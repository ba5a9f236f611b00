import { findMarked, type MarkedProcess } from "./processes/findMarked";
import { killProcess } from "./processes/killProcess";

/**
 * Kills the processes of the lab `id` that are about a chosen subject (a host's address or a
 * script's name), with all that they started, and waits until they are gone.
 *
 * @throws Error when one does not end.
 */
export async function endMarked(id: string, isChosen: (subject: string) => boolean): Promise<void> {
  // Again, as one may have started another between the look and the kill.
  for (let left = find(); left.length > 0; left = find()) {
    await Promise.all(left.map((one) => killProcess(one)));
  }
  function find(): MarkedProcess[] {
    return findMarked(id).filter(({ subject }) => isChosen(subject));
  }
}
