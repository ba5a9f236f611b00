import { join, resolve } from "node:path";

/** The paths of the demo's files, all in one git-ignored folder. */
export interface DemoFolder {
  readonly root: string;
  readonly lab: string;
  readonly privateKey: string;
  /** The hosts' public keys, in the format of OpenSSH. */
  readonly knownHosts: string;
  /** The configuration file of the stack. It belongs to the user once it exists. */
  readonly stackFile: string;
}

/** Returns the paths of the demo of the project at `project`. */
export function demoFolder(project: string): DemoFolder {
  const root = resolve(project, ".demo");
  return {
    root,
    lab: join(root, "lab"),
    privateKey: join(root, "id_ed25519"),
    knownHosts: join(root, "known_hosts"),
    stackFile: join(root, "Pulumi.dev.yaml"),
  };
}
