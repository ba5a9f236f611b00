/** A Pulumi CLI that is ready to run this stack. */
export interface PulumiCli {
  /** Where it came from: installed by the user, downloaded, or built from its Go module. */
  way: Way;
  /** Absolute path of the executable. */
  command: string;
  /** What has to be set besides the caller's own environment, PULUMI_HOME among it. */
  environment: Record<string, string>;
}

/** The three places that a CLI may come from. */
export type Way = "path" | "download" | "modules";
