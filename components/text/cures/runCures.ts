// What to do when a run on the hosts fails. Tests follow them: tests/house/cures.test.ts.

/** A wait ended without its effect; or the cluster did not become healthy in time. */
export const RUN_UP_AGAIN = "Run up again: it continues from here.";

/** The same steps were needed again and again. */
export const STOP_OTHER_CHANGES =
  "Probably something else changes these nodes. Stop it, then run up again.";

/** The lock of a host was lost during a run. */
export const FINISH_BY_UP = "Run up again: it finishes what was begun";

/** Another run holds the lock of a host. */
export const WAIT_FOR_OTHER_RUN = "Wait until it has ended, then try again";

/** The record on a host is not one. */
export const REPLACE_RECORD =
  "Copy it from another host. If no other stack uses this directory, remove it: `up` writes it again";

/** Hosts tried each other's ports, which are closed. The lines that follow name them. */
export const OPEN_PORTS = "Open them:";

/** A host cannot reach ports of another, found before a server starts. */
export function openPortsForOthers(count: number): string {
  return `Open ${count === 1 ? "it" : "them"} for the other hosts`;
}

/** Nodes did not reach each other's bus ports. @param ports `"17000-17005"` */
export function openBusPorts(ports: string): string {
  return `Open TCP ${ports} between the hosts:`;
}

/** A destroy did not stop every server. The lines that follow say why. */
export const DESTROY_AGAIN = "Run `pulumi destroy` again:";

/** A destroy found a newer claim on every host, and stopped nothing. */
export const UP_BEFORE_DESTROY =
  "If that stack is this one, run `pulumi up` and then `pulumi destroy`.";

/** A destroy found a newer claim on some hosts, which the lines that follow name. */
export const UP_THEN_DESTROY_AGAIN = "Run `pulumi up`, then destroy again:";

/** A login runs another program than the script. */
export const USE_ANOTHER_LOGIN = "Set ssh.user to a user whose login runs commands.";

/** Hosts are not in known_hosts. The lines that follow are commands. @param keys with its verb: `"each with the host's own"` */
export function acceptHostKeys(
  keys: string,
  { files, them }: { readonly files: string; readonly them: string },
): string {
  return `Compare ${keys} (ssh-keygen -lf ${files}). To accept ${them}:`;
}

/** A host presents another key than the known one. @param line the one of known_hosts for the presented key */
export function replaceHostKey(line: string): string {
  return (
    "If it was reinstalled, compare the presented key with the host's own. Then replace the known one in " +
    `known_hosts by this line, or ssh.hostKey by its last two words:\n    ${line}`
  );
}

/** A host has no key of the type of the known one. */
export const REMOVE_HOST_KEY =
  "If it was reinstalled, remove the known key from known_hosts or ssh.hostKey. The next preview shows the new one.";

/** A host is not in known_hosts, and its key could not be asked for. */
export const TRY_WHEN_REACHABLE = "Try again when the host is reachable.";

/** A server uses a save line of several pairs for nothing. @param pairs `'["900 1","60 100"]'` */
export function saveInPairs(pairs: string): string {
  return `Write save: ${pairs}`;
}

/** None of the hosts answers that the last `up` claimed, and the configuration names others. */
export const REACH_FORMER_HOSTS =
  "They have the only copies of its keys: make at least one of them reachable, then run `up` again.";
