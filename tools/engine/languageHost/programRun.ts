/** One run of a stack's program, as the CLI describes it. */
export interface ProgramRun {
  /** With the node_modules of the SDK. */
  programDirectory: string;
  /** With Pulumi.yaml. */
  rootDirectory: string;
  /** `main` of Pulumi.yaml, relative to the program's folder: `"."` or `"index.ts"`. */
  entryPoint: string;
  /** `runtime.options` of Pulumi.yaml: `nodeargs`, `typescript`. */
  options: Record<string, unknown>;
  pwd: string;
  args: string[];
  organization: string;
  project: string;
  stack: string;
  /** `"127.0.0.1:PORT"` */
  monitorAddress: string;
  isDryRun: boolean;
  parallel: number;
  /** Plain configuration by key, `"project:config:key"`. */
  config: Record<string, string>;
  secretKeys: string[];
}

interface Runtime {
  /** Path of `@pulumi/pulumi/cmd/run`. */
  readonly runScript: string;
  /** `"127.0.0.1:PORT"` */
  readonly engineAddress: string | undefined;
}

/** The arguments of the `node` that runs a program. @see sdk/nodejs/cmd/pulumi-language-nodejs/main.go of pulumi/pulumi */
export function programArguments(run: ProgramRun, { runScript, engineAddress }: Runtime): string[] {
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

/** Splits a text into words like a shell: at blanks outside quotes, `\` escapes one character. */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/g,
      (...[, escaped, single, double]: (string | undefined)[]) =>
        escaped ?? single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? "",
    ),
  );
}

/** The variables from which the SDK reads the configuration, and whether to load ts-node. */
export function programEnvironment(run: ProgramRun): Record<string, string> {
  const tsConfig = run.options["tsconfig"];
  return {
    PULUMI_CONFIG: JSON.stringify(run.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(run.options["typescript"] !== false),
    ...(typeof tsConfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: tsConfig } : {}),
  };
}
