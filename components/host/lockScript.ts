import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";

export interface LockOptions {
  readonly address: string;
  readonly directory: string;
  readonly serverCommand: string;
  /** Who holds the lock, to be shown to other runs: `"root@operator, process 4711, since 10:02:33"`. */
  readonly who: string;
  /** Whether to make the directory if it does not exist. @default false */
  readonly makeDirectory?: boolean;
  /** s without a sign of life after which the lock ends. @default 5 */
  readonly silence?: number;
}

/** The last one calls the functions of the others. */
const FILES = [
  "lib/base.sh",
  "lib/instance.sh",
  "lib/server.sh",
  "lib/conf.sh",
  "lib/ports.sh",
  "lib/preflight.sh",
  "lib/stop.sh",
  "lib/removal.sh",
  "lib/discard.sh",
  "lock.sh",
];

/** The command that holds one host's lock and carries out requests; scripts/lock.sh lists them. */
export function lockCommand(options: LockOptions): HostCommand {
  const variables = {
    DIRECTORY: options.directory,
    ADDRESS: options.address,
    SERVER: options.serverCommand,
    WHO: options.who,
    MAKE: options.makeDirectory === true ? "yes" : "no",
    SILENCE: String(options.silence ?? 5),
  };
  return {
    command: scriptCommand("lock", variables),
    stdin: scriptText(FILES, {}),
  };
}

export type LockAnswer =
  | { readonly kind: "locked" }
  /** The host has no such directory, so nothing was locked. */
  | { readonly kind: "absent" }
  /** Another run holds the lock; `by` is its `who`, empty while a node script holds it. */
  | { readonly kind: "held"; readonly by: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string };

export function parseLockAnswer(line: string): LockAnswer {
  const [word = "", ...words] = line.trimEnd().split(" ");
  const rest = words.join(" ");
  switch (word) {
    case "locked":
    case "absent":
    case "done":
      if (rest === "") return { kind: word };
      break;
    case "held":
      return { kind: word, by: rest };
    case "failed":
      return { kind: word, reason: rest || "no reason was given" };
  }
  return { kind: "failed", reason: `unexpected answer ${JSON.stringify(line.slice(0, 200))}` };
}
