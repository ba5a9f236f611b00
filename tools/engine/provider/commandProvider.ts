import { randomBytes } from "node:crypto";
import { unservedIn } from "./check";
import { commandArgs } from "./commandArgs";
import type { Printed } from "./commandOutput";
import type { EngineLog } from "./engineLog";
import { commandType } from "./fields";
import { HostClients } from "./hostClients";
import { runLocal } from "./runLocal";
import { runRemote } from "./runRemote";
import { previewOf, stateOf } from "./stateOf";
import { isSecret, type Properties, toPlain } from "./value";

export interface Declared {
  readonly urn: string;
  readonly inputs: Properties;
  readonly isPreview: boolean;
}

interface Work {
  readonly urn: string;
  readonly step: "create" | "update" | "delete";
  /** New inputs, or the state. */
  readonly from: Properties;
  readonly previous: Printed;
}

/** @see pulumi-command v1.2.1, provider/pkg/provider/local/commandController.go and its remote twin */
export class CommandProvider {
  readonly #log: EngineLog;
  readonly #cancel = new AbortController();
  readonly #hosts = new HostClients();
  readonly #running = new Set<Promise<unknown>>();

  constructor(log: EngineLog) {
    this.#log = log;
  }

  /** Runs `create` and returns the state and the new ID: the resource's name and eight hex digits. */
  async create({ urn, inputs, isPreview }: Declared): Promise<{ id: string; state: Properties }> {
    const name = urn.split("::").slice(3).join("::");
    const id = name + randomBytes(4).toString("hex");
    if (isPreview) return { id, state: previewOf(inputs) };
    const printed = await this.#run({ urn, step: "create", from: inputs, previous: NOTHING });
    return { id, state: stateOf(inputs, printed) };
  }

  /** Runs `update`, or `create` if there is none, with the new inputs, and returns the state. */
  async update({ urn, inputs, isPreview }: Declared, old: Properties): Promise<Properties> {
    if (isPreview) return previewOf(inputs, old);
    const step = typeof toPlain(inputs["update"] ?? null) === "string" ? "update" : "create";
    const printed = await this.#run({ urn, step, from: inputs, previous: printedIn(old) });
    return stateOf(inputs, printed);
  }

  async delete(urn: string, state: Properties): Promise<void> {
    await this.#run({ urn, step: "delete", from: state, previous: printedIn(state) });
  }

  /** Kills the local commands that run, and ends the dialling of the remote ones. */
  cancel(): void {
    this.#cancel.abort();
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #run({ urn, step, from, previous }: Work): Promise<Printed> {
    const args = commandArgs(from);
    const text = args[step];
    if (text === undefined) return previous;
    requireServed(urn, from);
    const run = {
      command: { text, isSecret: isSecret(from[step]) },
      args,
      previous,
      log: (line: string) => this.#log.line(urn, line),
      cancelled: this.#cancel.signal,
    };
    const running = commandType(urn) === "local" ? runLocal(run) : runRemote(run, this.#hosts);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      await this.#log.flush();
    }
  }
}

const NOTHING: Printed = { stdout: "", stderr: "" };

function printedIn(state: Properties): Printed {
  const text = (key: string) => String(toPlain(state[key] ?? ""));
  return { stdout: text("stdout"), stderr: text("stderr") };
}

/** A state that pulumi-command wrote may hold inputs that Check would not accept. */
function requireServed(urn: string, state: Properties): void {
  const unserved = unservedIn(commandType(urn), state);
  if (unserved.length === 0) return;
  throw new Error(
    `The state of this resource has inputs that this project's command provider does not support: ` +
      `${unserved.join(", ")}. Nothing was run. Install the Pulumi CLI, whose own provider supports them`,
  );
}
