/** A Pulumi CLI that can run this stack. */
export interface PulumiCli {
  way: Way;
  /** Absolute path of the executable. */
  command: string;
  /** Variables to add to the caller's environment, such as PULUMI_HOME. */
  environment: Record<string, string>;
}

/** Where a CLI came from: installed by the user, downloaded, or built from its Go module. */
export type Way = "path" | "download" | "modules";
