import { type Document, LineCounter, parseDocument } from "yaml";

/** What the demo reads from the configuration file of its stack. */
export interface DemoConfig {
  /** The addresses of `redis-cluster:hosts`, each once. */
  readonly addresses: readonly string[];
  readonly hasPassword: boolean;
}

/**
 * Reads the text of a stack's configuration file.
 *
 * @param file its name, for errors
 * @throws SyntaxError with the line that is not YAML
 */
export function parseDemoConfig(text: string, file: string): DemoConfig {
  const config: unknown = parse(text, file).toJS()?.config;
  const values = isObject(config) ? config : {};
  return {
    addresses: [...new Set(hostsOf(values["redis-cluster:hosts"]))],
    hasPassword: "redis-cluster:password" in values,
  };
}

/** Sets the paths of the demo's SSH keys in the text of a configuration file. */
export function withKeys(
  text: string,
  paths: { readonly privateKeyPath: string; readonly knownHosts: string },
): string {
  const document = parse(text, "Pulumi.dev.yaml");
  for (const [key, path] of Object.entries(paths)) {
    document.setIn(["config", "redis-cluster:ssh", key], path);
  }
  return document.toString({ flowCollectionPadding: false });
}

/** `pulumi config set` without `--path` stores the hosts as JSON text. */
function hostsOf(value: unknown): string[] {
  if (typeof value === "string") return hostsOf(fromJson(value));
  if (!Array.isArray(value)) return [];
  return value.flatMap((host: unknown) =>
    isObject(host) && typeof host["address"] === "string" ? [host["address"]] : [],
  );
}

function fromJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string, file: string): Document {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error === undefined) return document;
  const { line } = lineCounter.linePos(error.pos[0]);
  throw new SyntaxError(`Cannot read ${file}, line ${line}: ${error.message}`);
}
