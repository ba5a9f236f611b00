import type { ProgramRun } from "./programRun";

/**
 * Builds the variables by which the SDK learns the stack's config. `typescript: false` in the
 * runtime's options keeps the SDK from loading ts-node; the default is to load it.
 */
export function programEnvironment(run: ProgramRun): Record<string, string> {
  const tsConfig = run.options["tsconfig"];
  return {
    PULUMI_CONFIG: JSON.stringify(run.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(run.options["typescript"] !== false),
    ...(typeof tsConfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: tsConfig } : {}),
  };
}
