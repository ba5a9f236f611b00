import { DECLARED_SETTINGS, sameSettings } from "../spec/temporarySettings";
import { isAlone, type Observed } from "../state/observed";

/**
 * Names what running nodes have that is not their confs': settings that a formation left behind,
 * directives that somebody set, files of a member that are gone.
 */
export function drift(observed: Observed): string[] {
  return [...observed].flatMap(([name, node]) => {
    if (!node.answers) return [];
    const { settings, conf, saved, held } = node;
    return [
      ...(sameSettings(settings, DECLARED_SETTINGS)
        ? []
        : [`${name} runs with settings that its conf does not name`]),
      // While the conf in force is not the declared one, a difference is a change under way.
      ...(conf?.declared === "active" ? conf.drift : []).map(
        (one) => `${name} runs with ${one.name} "${one.from}", by its conf it is "${one.to}"`,
      ),
      ...(saved === false
        ? [`${name} runs, but its nodes.conf is gone: started again it would be nobody`]
        : []),
      ...(held === false && !isAlone(node)
        ? [`${name} is a member, but its hold file is gone that keeps it from being stopped`]
        : []),
    ];
  });
}
