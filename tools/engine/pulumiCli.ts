export interface PulumiCli {
  way: Way;
  /** Absolute path of the executable. */
  command: string;
  environment: Record<string, string>;
}

export type Way = "path" | "download" | "modules";
