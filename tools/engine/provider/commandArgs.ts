import { type Properties, toPlain, type Value } from "./value";

export interface CommandArgs {
  create: string | undefined;
  update: string | undefined;
  delete: string | undefined;
  /** The program that runs the command's text, and its arguments; empty for `/bin/sh -c`. */
  interpreter: string[];
  environment: Record<string, string>;
  stdin: string;
  addPreviousOutputInEnv: boolean;
  logging: Logging;
  connection: Value;
}

export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

export function commandArgs(properties: Properties): CommandArgs {
  const value = (key: string): Value => toPlain(properties[key] ?? null);
  return {
    create: text(value("create")),
    update: text(value("update")),
    delete: text(value("delete")),
    interpreter: texts(value("interpreter")),
    environment: textMap(value("environment")),
    stdin: text(value("stdin")) ?? "",
    addPreviousOutputInEnv: value("addPreviousOutputInEnv") !== false,
    logging: logging(value("logging")),
    connection: value("connection"),
  };
}

function text(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function texts(value: Value): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function textMap(value: Value): Record<string, string> {
  const entries = Object.entries(value ?? {});
  return Object.fromEntries(entries.map(([key, inner]) => [key, String(inner)]));
}

function logging(value: Value): Logging {
  return value === "stdout" || value === "stderr" || value === "none" ? value : "stdoutAndStderr";
}
