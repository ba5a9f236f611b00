import { join } from "node:path";
import { runTool, toolEnvironment } from "../../processes/runTool";

/**
 * Runs a script of `lab/scripts` with the marker as its argument and `variables` as its
 * environment.
 *
 * @throws Error with its standard error when it fails, or takes more than a minute.
 */
export async function runScript(
  name: string,
  marker: string,
  variables: Record<string, string>,
): Promise<void> {
  const script = join(__dirname, "..", "scripts", `${name}.sh`);
  const environment = { ...toolEnvironment(), ...variables };
  const { exitCode, stderr } = await runTool(["sh", script, marker], { environment });
  if (exitCode === 0) return;
  throw new Error(
    `Cannot go on as tools/lab/scripts/${name}.sh must end with 0: it ended with ` +
      `${exitCode ?? "a signal"}, ${stderr.trim() || "without a word"}`,
  );
}
