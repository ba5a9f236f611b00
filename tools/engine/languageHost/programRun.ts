/** What the CLI says about the run of a stack's program. */
export interface ProgramRun {
  /** Folder of the program; its node_modules holds the SDK. */
  programDirectory: string;
  /** Folder of Pulumi.yaml. */
  rootDirectory: string;
  /** `main` of Pulumi.yaml below the program's folder, `"."` or `"index.ts"`. */
  entryPoint: string;
  /** `runtime.options` of Pulumi.yaml: `nodeargs`, `typescript`. */
  options: Record<string, unknown>;
  /** Working directory of the program. */
  pwd: string;
  args: string[];
  organization: string;
  project: string;
  stack: string;
  /** Address of the engine's resource monitor, `"127.0.0.1:PORT"`. */
  monitorAddress: string;
  isDryRun: boolean;
  parallel: number;
  /** Plain config by key, `"project:config:key"`. */
  config: Record<string, string>;
  /** The keys of the config that are secret. */
  secretKeys: string[];
}

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

/**
 * Splits the text of an option into words as a shell would: at blanks, but not within single or
 * double quotes, and with a backslash taking the next character as it is.
 */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/g,
      (_all, escaped?: string, single?: string, double?: string) =>
        escaped ?? single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? "",
    ),
  );
}

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
