/** The value of every setting that may be left out. Pulumi.yaml repeats them for `pulumi config`. */
export const DEFAULTS = {
  replicas: 1,
  allowSharedDomain: false,
  allowNoPassword: false,
  directory: "/root/conf",
  serverCommand: "redis-server",
  onDestroy: "keep",
  sshUser: "root",
  sshPort: 22,
  knownHosts: "~/.ssh/known_hosts",
  hostKeyChecking: "yes",
} as const;
