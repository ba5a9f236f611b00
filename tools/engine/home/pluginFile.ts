import { join } from "node:path";
import { CLI_VERSION, COMMAND_VERSION } from "../versions";

/** The plugins that a stack of Commands in TypeScript needs. */
export type Plugin = "command" | "nodejs";

/**
 * Where the CLI looks for a plugin in a Pulumi home. A language host is looked for there too, after
 * PATH and the CLI's own folder; the version in its name is the CLI's.
 *
 * @see sdk/go/common/workspace/plugins.go of pulumi/pulumi, getPluginInfoAndPath
 */
export function pluginFile(home: string, plugin: Plugin): string {
  const [folder, file] =
    plugin === "command"
      ? [`resource-command-v${COMMAND_VERSION}`, "pulumi-resource-command"]
      : [`language-nodejs-v${CLI_VERSION}`, "pulumi-language-nodejs"];
  return join(home, "plugins", folder, file);
}
