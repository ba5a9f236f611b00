import { join } from "node:path";
import { runTool, type ToolResult, toolEnvironment } from "../../tools/processes/runTool";

import { pythonPaths } from "./servers/pythonPaths";

const EXAMPLES = join(__dirname, "..", "..", "examples");
const LOADER = require.resolve("@swc-node/register");

/** The programs of examples/. */
export type Example = "typescript" | "python" | "tutorial";

/** Runs one of the example programs as a user does, with a password in REDISCLI_AUTH or none. */
export function runExample(
  example: Example,
  nodes: readonly string[],
  password = "",
): Promise<ToolResult> {
  return runTool([...commandOf(example), ...nodes], {
    environment: { ...toolEnvironment(), REDISCLI_AUTH: password },
    // No check of time: it hangs if it has not ended by then.
    limit: 120_000,
  });
}

function commandOf(example: Example): [string, ...string[]] {
  const { python, tutorial } = pythonPaths();
  switch (example) {
    case "typescript":
      return ["node", "--require", LOADER, join(EXAMPLES, example, "setName.ts")];
    case "python":
      return [python, join(EXAMPLES, example, "set_name.py")];
    case "tutorial":
      return [tutorial, join(EXAMPLES, example, "set_name.py")];
    default:
      return example satisfies never;
  }
}
