import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";

/** What the lock of one host needs. */
export interface LockOptions {
  readonly address: string;
  readonly directory: string;
  readonly serverCommand: string;
  /** Who holds the lock, for whoever meets it held: `"root@operator, process 4711, since 10:02:33"`. */
  readonly who: string;
}

/** The command that holds one host's lock and obeys the lines that scripts/lock.sh describes. */
export function lockCommand(options: LockOptions): HostCommand {
  const variables = {
    DIRECTORY: options.directory,
    ADDRESS: options.address,
    SERVER: options.serverCommand,
    WHO: options.who,
  };
  return {
    command: scriptCommand("lock", variables),
    stdin: scriptText(["lib/instance.sh", "lib/server.sh", "lib/conf.sh", "lock.sh"], {}),
  };
}
