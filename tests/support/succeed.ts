import type { PulumiResult } from "../../tools/demo/localStack";

/** Returns what a run of Pulumi printed. @throws Error with all of that when the run failed */
export async function succeed(run: Promise<PulumiResult>): Promise<string> {
  const { code, output } = await run;
  if (code !== 0)
    throw new Error(`Expected a run of Pulumi to succeed, its exit code is ${code}:\n${output}`);
  return output;
}

/** Returns what a run of Pulumi printed. @throws Error with all of that when the run succeeded */
export async function failed(run: Promise<PulumiResult>): Promise<string> {
  const { code, output } = await run;
  if (code === 0) throw new Error(`Expected a run of Pulumi to fail, it succeeded:\n${output}`);
  return output;
}
