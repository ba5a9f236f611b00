import { type Document, parseDocument } from "yaml";

/** The addresses of the hosts in the text of a stack's configuration file. */
export function hostAddresses(configText: string): string[] {
  const hosts: unknown = parse(configText).toJS()?.config?.["redis-cluster:hosts"];
  return Array.isArray(hosts)
    ? hosts.map((host: { address: unknown }) => String(host.address))
    : [];
}

/** The same configuration with other keys by path, for hosts that know only the demo's and are known only there. */
export function withKeys(
  configText: string,
  paths: { readonly privateKeyPath: string; readonly knownHosts: string },
): string {
  const document = parse(configText);
  for (const [key, path] of Object.entries(paths)) {
    document.setIn(["config", "redis-cluster:ssh", key], path);
  }
  return document.toString();
}

/** Puts the salt of an initialised stack into its configuration: `salted` names it, `fresh` not. */
export function withSalt(fresh: string, salted: string): string {
  const salt: unknown = parse(salted).get("encryptionsalt");
  const document = parse(fresh);
  if (salt !== undefined) document.set("encryptionsalt", salt);
  return document.toString();
}

/** Reads YAML. @throws SyntaxError that names the line when it is broken */
function parse(configText: string): Document {
  const document = parseDocument(configText);
  const [error] = document.errors;
  if (error !== undefined) throw new SyntaxError(`Cannot read Pulumi.dev.yaml: ${error.message}`);
  return document;
}
