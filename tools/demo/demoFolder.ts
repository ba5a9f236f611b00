import { join, resolve } from "node:path";

/** Where the demo keeps everything that is its own: a git-ignored folder of the project. */
export interface DemoFolder {
  readonly root: string;
  readonly lab: string;
  readonly privateKey: string;
  /** The keys of its hosts, as OpenSSH keeps them. */
  readonly knownHosts: string;
}

/** The paths of the demo in the project at `project`. */
export function demoFolder(project: string): DemoFolder {
  const root = resolve(project, ".demo");
  return {
    root,
    lab: join(root, "lab"),
    privateKey: join(root, "id_ed25519"),
    knownHosts: join(root, "known_hosts"),
  };
}
