import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { ADD_QUOTES, OMIT_QUOTES, suggestKey } from "../text/cures/configCures";
import type { ConfigProblem } from "./configProblem";

/** Edits by which an unknown key may differ from the key that was probably meant. */
const NEAR = 3;

export function describeSchemaIssue(
  issue: z.core.$ZodIssue,
  raw: unknown,
  known: (path: readonly PropertyKey[]) => readonly string[],
): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key], key, known(issue.path)));
  }
  const value = valueAt(raw, issue.path);
  const isShort = value !== null && typeof value !== "object" && issue.code !== "invalid_key";
  const shown = isShort ? `: ${JSON.stringify(value)}` : "";
  return [
    {
      path: describePath(issue.path),
      reason: value === undefined ? "must be set" : `${ruleOf(issue, value)}${shown}`,
    },
  ];
}

/** Writes a path: `["hosts", 1, "ports", 2]` is `"hosts[1].ports[2]"`. */
function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`,
    )
    .join("");
}

function unknownKey(
  path: readonly PropertyKey[],
  key: string,
  known: readonly string[],
): ConfigProblem {
  const [nearest] = [...known].sort((a, b) => distance(key, a) - distance(key, b));
  const isNear = nearest !== undefined && distance(key, nearest) <= NEAR;
  const hint = isNear ? suggestKey(nearest) : `possible keys: ${known.join(", ")}`;
  return { path: describePath(path), reason: `is not a configuration key; ${hint}` };
}

function ruleOf(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${NOUNS[issue.expected] ?? issue.expected}${adviceOn(issue.expected, value)}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    case "invalid_union":
      return "must be one line of text, a number, true or false, or a list of these";
    default:
      return issue.message;
  }
}

/** The quotes are probably what is wrong. */
function adviceOn(expected: string, value: unknown): string {
  const isScalar = typeof value === "number" || typeof value === "boolean";
  if (expected === "string" && isScalar) return `, ${ADD_QUOTES}`;
  const pattern = expected === "boolean" ? /^(true|false)$/ : /^-?\d+$/;
  const isQuoted = ["boolean", "number", "int"].includes(expected) && pattern.test(`${value}`);
  return isQuoted && typeof value === "string" ? `, ${OMIT_QUOTES}` : "";
}

const NOUNS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a table of keys",
  record: "a table of keys",
  string: "a text",
};

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
    raw,
  );
}
