import { SET_PASSWORD_OR_ALLOW_NONE } from "../text/cures/configCures";
import type { ConfigProblem } from "./configProblem";
import { isPublic } from "./ipAddress";

const NAMED_AT_MOST = 4;
const FIRST = 3;

/** Reports the public addresses of a cluster that has no password. */
export function openHostProblems({
  hosts,
  allowNoPassword,
}: {
  readonly hosts: readonly { readonly address: string }[];
  readonly allowNoPassword: boolean;
}): ConfigProblem[] {
  const open = hosts.map(({ address }) => address).filter(isPublic);
  if (allowNoPassword || open.length === 0) return [];
  const what = open.length === 1 ? "is a public address" : "are public addresses";
  const reason = `must be set: ${list(open)} ${what}, and anyone could read and write. ${SET_PASSWORD_OR_ALLOW_NONE}`;
  return [{ path: "password", reason }];
}

function list(addresses: readonly string[]): string {
  return addresses.length > NAMED_AT_MOST
    ? `${addresses.slice(0, FIRST).join(", ")} and ${addresses.length - FIRST} more`
    : addresses.join(", ");
}
