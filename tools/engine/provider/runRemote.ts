import type { Client, ClientChannel } from "ssh2";
import type { CommandArgs } from "./commandArgs";
import { commandError, OutputCollector, type Shown } from "./commandOutput";
import { connection } from "./connection";
import type { HostClients } from "./hostClients";

import { previousOutput } from "./previousOutput";
import type { RunContext } from "./runLocal";
import type { Printed } from "./stateOf";

/** What a run on a host gets besides the resource's inputs. */
export interface RemoteContext extends RunContext {
  hosts: HostClients;
}

/**
 * Runs a command in the login shell of a host's user and answers with what it printed. Being
 * cancelled ends the dialling, but leaves a command that runs.
 *
 * @throws Error when the host cannot be reached, refuses a variable, or the command fails
 * @see pulumi-command v1.2.1, provider/pkg/provider/remote/commandOutputs.go
 */
export async function runRemote(
  command: Shown,
  args: CommandArgs,
  context: RemoteContext,
): Promise<Printed> {
  return await context.hosts.use(connection(args.connection), context, async (client) => {
    await requireVariables(client, args.environment);
    const output = new OutputCollector(args.logging, context.log);
    const environment = { ...args.environment, ...previousOutput(args, context.previous) };
    const ended = await execute(client, command.text, environment, args.stdin, output);
    const printed = output.finish();
    if (ended !== "") throw commandError(ended, command, output.both());
    return printed;
  });
}

/** Answers with how the command failed, or an empty text. */
async function execute(
  client: Client,
  text: string,
  env: Record<string, string>,
  stdin: string,
  output: OutputCollector,
): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(text, { env }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  return await new Promise<string>((resolve) => {
    let ended = "wait: remote command exited without exit status or exit signal";
    channel.on("data", (chunk: Buffer) => output.add("stdout", chunk));
    channel.stderr.on("data", (chunk: Buffer) => output.add("stderr", chunk));
    channel.on("exit", (code: number | null, signal?: string) => {
      if (code === 0) ended = "";
      else if (code !== null) ended = `Process exited with status ${code}`;
      else ended = `Process exited from signal ${signal?.replace(/^SIG/, "") ?? "unknown"}`;
    });
    channel.on("error", () => undefined).on("close", () => resolve(ended));
    channel.end(stdin);
  });
}

/**
 * `ssh2` does not ask whether a variable was accepted, and a server drops silently what its AcceptEnv
 * lacks; the real provider fails then. So each is asked for once, on the same connection.
 */
async function requireVariables(client: Client, environment: Record<string, string>) {
  for (const [name, value] of Object.entries(environment)) {
    const seen = new OutputCollector("none", () => undefined);
    const isName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    if (isName) await execute(client, `printenv ${name}`, { [name]: value }, "", seen);
    if (!isName || seen.finish().stdout !== value.replace(/\n$/, "")) {
      throw new Error(
        `Cannot set environment variable "${name}" as the SSH server must accept it (AcceptEnv ` +
          "in sshd_config): it arrived empty or changed. Set it in the command's text instead",
      );
    }
  }
}
