import type * as command from "@pulumi/command";
import type { Credentials, SshTarget } from "../spec/runSpec";

/** s for each dial of a host. */
const SECONDS_PER_DIAL = 5;
/** A host under load may drop a dial (sshd's MaxStartups); one that is down need not be tried long. */
const DIALS = 4;

/** The connection of remote commands to one host, with limits to how long a dead host is dialled. */
export function connectionTo(
  { address, port, user, hostKey }: SshTarget,
  { privateKey, password }: Credentials,
): command.types.input.remote.ConnectionArgs {
  return {
    host: address,
    port,
    user,
    ...(hostKey === undefined ? {} : { hostKey }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(password === undefined ? {} : { password }),
    dialErrorLimit: DIALS,
    perDialTimeout: SECONDS_PER_DIAL,
  };
}
