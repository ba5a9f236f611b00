import type { ProgramRun } from "./programRun";
import { splitWords } from "./splitWords";

/**
 * Builds the arguments for `node` that run a program by the SDK's `cmd/run`.
 *
 * @param runScript path of `@pulumi/pulumi/cmd/run`
 * @param engineAddress `"127.0.0.1:PORT"`
 * @see sdk/nodejs/cmd/pulumi-language-nodejs/main.go of pulumi/pulumi
 */
export function programArguments(
  run: ProgramRun,
  runScript: string,
  engineAddress: string | undefined,
): string[] {
  const nodeArgs = run.options["nodeargs"];
  const named = {
    "--monitor": run.monitorAddress,
    "--engine": engineAddress,
    "--organization": run.organization,
    "--project": run.project,
    "--root-directory": run.rootDirectory,
    "--stack": run.stack,
    "--pwd": run.pwd,
    "--parallel": String(run.parallel),
  };
  return [
    ...(typeof nodeArgs === "string" ? splitWords(nodeArgs) : []),
    runScript,
    ...Object.entries(named).flatMap(([name, value]) => (value ? [name, value] : [])),
    ...(run.isDryRun ? ["--dry-run"] : []),
    run.entryPoint,
    ...run.args,
  ];
}
