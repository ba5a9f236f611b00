import { join } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { runToolOrThrow, toolEnvironment } from "../../processes/runTool";
import { marker } from "./labProcesses";

export interface ScriptOptions {
  id: string;
  variables: Record<string, string>;
}

/** Runs tools/lab/scripts/NAME.sh. @throws Error with its last lines if it fails or exceeds 60 s */
export async function runScript(name: string, { id, variables }: ScriptOptions): Promise<void> {
  const script = join(__dirname, "..", "scripts", `${name}.sh`);
  const environment = { ...toolEnvironment(), ...variables };
  try {
    await runToolOrThrow(["sh", script, marker(id, name)], { environment, limit: 60_000 });
  } catch (cause) {
    throw new Error(`Cannot run tools/lab/scripts/${name}.sh: ${messageOf(cause)}`, { cause });
  }
}
