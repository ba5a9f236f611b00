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
