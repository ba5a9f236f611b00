import { createHmac } from "node:crypto";
import type { SshTarget } from "../../../spec/runSpec";
import { hostKey } from "./hostKey";

export interface KnownHost {
  readonly keys: readonly string[];
  readonly revoked: readonly string[];
}

/** Skips certificate authorities and unreadable lines. @see sshd(8), SSH_KNOWN_HOSTS FILE FORMAT */
export function knownHosts(text: string, target: Pick<SshTarget, "address" | "port">): KnownHost {
  const name = knownHostsName(target);
  const entries = text.split("\n").flatMap((line) => {
    const [, marker, names = "", key = ""] = LINE.exec(line) ?? [];
    const read = hostKey(key);
    return read !== undefined && matches(name, names) ? [{ marker, key: read }] : [];
  });
  const marked = (wanted: string | undefined) =>
    entries.filter(({ marker }) => marker === wanted).map(({ key }) => key);
  const revoked = marked("@revoked");
  return { keys: marked(undefined).filter((key) => !revoked.includes(key)), revoked };
}

const LINE = /^\s*(@\S+)?\s*([^\s#@]\S*)\s+(\S+\s+\S+)/;

function matches(name: string, patterns: string): boolean {
  if (patterns.startsWith("|1|")) return isHashOf(name, patterns);
  const all = patterns.toLowerCase().split(",");
  const isLike = (pattern: string) => expressionOf(pattern).test(name);
  return all.some(isLike) && !all.some((one) => one.startsWith("!") && isLike(one.slice(1)));
}

/** `"|1|SALT|HASH"`: the HMAC of the name by SHA-1. */
function isHashOf(name: string, hashed: string): boolean {
  const [, , salt = "", hash] = hashed.split("|");
  const key = Buffer.from(salt, "base64");
  return createHmac("sha1", key).update(name).digest("base64") === hash;
}

function expressionOf(pattern: string): RegExp {
  const literal = pattern.replace(/[\\^$.+()[\]{}|]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}

/** The name of a host in known_hosts: `"10.0.0.5"`, `"[10.0.0.5]:2222"`. */
export function knownHostsName({ address, port }: Pick<SshTarget, "address" | "port">): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;
}
