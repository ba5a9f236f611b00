import { randomBytes } from "node:crypto";
import { commandArgs } from "./commandArgs";
import type { EngineLog } from "./engineLog";
import { commandType } from "./fields";
import { HostClients } from "./hostClients";
import { runLocal } from "./runLocal";
import { runRemote } from "./runRemote";
import { type Printed, previewOf, stateOf } from "./stateOf";
import { isSecret, type Properties, toPlain } from "./value";

type Step = "create" | "update" | "delete";

/**
 * Creates, updates and deletes Commands as pulumi-command v1.2.1 does: one that lacks `update` runs
 * `create` again, one that lacks what is asked for runs nothing, a preview never runs anything.
 *
 * @see pulumi-command v1.2.1, provider/pkg/provider/local/commandController.go and its remote twin
 */
export class CommandProvider {
  readonly #log: EngineLog;
  readonly #cancel = new AbortController();
  readonly #hosts = new HostClients();
  readonly #running = new Set<Promise<unknown>>();

  constructor(log: EngineLog) {
    this.#log = log;
  }

  /** Runs `create` and answers with the new id, its name and eight hex digits, and the state. */
  async create(urn: string, name: string, inputs: Properties, isPreview: boolean) {
    const id = name + randomBytes(4).toString("hex");
    if (isPreview) return { id, state: previewOf(inputs) };
    const printed = await this.#run(urn, "create", inputs, NOTHING);
    return { id, state: stateOf(inputs, printed) };
  }

  /** Runs `update`, or `create` where there is none, over the new inputs. */
  async update(urn: string, old: Properties, inputs: Properties, isPreview: boolean) {
    if (isPreview) return previewOf(inputs, old);
    const step = typeof toPlain(inputs["update"] ?? null) === "string" ? "update" : "create";
    return stateOf(inputs, await this.#run(urn, step, inputs, printedIn(old)));
  }

  /** Runs the `delete` that the state holds, over the connection that the state holds. */
  async delete(urn: string, state: Properties): Promise<void> {
    await this.#run(urn, "delete", state, printedIn(state));
  }

  /** Kills the local commands that run, and ends the dialling of the remote ones. */
  cancel(): void {
    this.#cancel.abort();
  }

  /** Settles when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #run(urn: string, step: Step, from: Properties, previous: Printed): Promise<Printed> {
    const args = commandArgs(from);
    const text = args[step];
    if (text === undefined) return previous;
    const run = commandType(urn) === "local" ? runLocal : runRemote;
    const log = (line: string) => this.#log.line(urn, line);
    const command = { text, isSecret: isSecret(from[step]) };
    const context = { previous, log, cancelled: this.#cancel.signal, hosts: this.#hosts };
    const running = run(command, args, context);
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
