import { portOf } from "../spec/clusterSpec";
import type { Observed } from "../state/observed";

/**
 * Names running nodes whose server was started on another conf than the stack's. What is at home in
 * another folder would not be found there: its conf would not change, and a destroy would not stop it.
 *
 * @param directory the folder of the confs: `"/root/conf"`
 */
export function otherDirectory(observed: Observed, directory: string): string[] {
  return [...observed].flatMap(([name, node]) => {
    const conf = `${directory}/${portOf(name)}.conf`;
    if (!node.answers || node.confFile === undefined || node.confFile === conf) return [];
    return [
      `${name} runs on ${node.confFile}, not on ${conf}: put the directory back if it was changed, as servers ` +
        "stay where they are; else stop that server, or choose another port",
    ];
  });
}
