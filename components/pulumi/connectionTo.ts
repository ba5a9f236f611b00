import type * as command from "@pulumi/command";
import type { Credentials, SshTarget } from "../spec/runSpec";

/** s for each dial of a host. */
const SECONDS_PER_DIAL = 5;
/** A busy host may drop a connection (sshd's MaxStartups). */
const DIALS = 4;

/** The connection of remote commands to one host. A dead host is given up after 20 s. */
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
