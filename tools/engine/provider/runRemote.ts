import type { Client, ClientChannel } from "ssh2";
import { commandError, OutputCollector, type Printed } from "./commandOutput";
import { connectionOf } from "./connection";
import type { HostClients } from "./hostClients";
import type { Run } from "./runLocal";

/**
 * Cancelling ends the dialling, not the command. @throws Error if the host or the command fails
 * @see pulumi-command v1.2.1, provider/pkg/provider/remote/commandOutputs.go
 */
export async function runRemote(run: Run, hosts: HostClients): Promise<Printed> {
  const { command, args, log, cancelled } = run;
  const dial = { connection: connectionOf(args.connection), log, cancelled };
  return await hosts.use(dial, async (client) => {
    const output = new OutputCollector(args.logging, log);
    const channel = await open(client, command.text);
    const ended = endOf(channel, output);
    channel.end(args.stdin);
    const failure = await ended;
    const printed = output.finish();
    if (failure === "") return printed;
    throw commandError(command, { ended: failure, printed: output.both() });
  });
}

function open(client: Client, text: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(text, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
}

/** Returns how the command failed, or an empty text. */
function endOf(channel: ClientChannel, output: OutputCollector): Promise<string> {
  return new Promise((resolve) => {
    let failure = "wait: remote command exited without exit status or exit signal";
    channel.on("data", (chunk: Buffer) => output.add("stdout", chunk));
    channel.stderr.on("data", (chunk: Buffer) => output.add("stderr", chunk));
    channel.on("exit", (code: number | null, signal?: string) => {
      if (code === 0) failure = "";
      else if (code !== null) failure = `Process exited with status ${code}`;
      else failure = `Process exited from signal ${signal?.replace(/^SIG/, "") ?? "unknown"}`;
    });
    channel.on("error", () => undefined).on("close", () => resolve(failure));
  });
}
