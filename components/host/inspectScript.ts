import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";
import { nodeScriptPath } from "./nodeScript";

/** The command that says what lies on a host's disk for some ports; see scripts/inspect.sh. */
export function inspectCommand(directory: string, ports: readonly number[]): HostCommand {
  return {
    command: scriptCommand("look", {
      DIRECTORY: directory,
      PORTS: ports.join(" "),
      SCRIPT: nodeScriptPath(directory),
    }),
    stdin: scriptText(["lib/instance.sh", "inspect.sh"], {}),
  };
}
