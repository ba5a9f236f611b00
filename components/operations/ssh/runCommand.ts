import type { Client, ClientChannel } from "ssh2";
import type { HostCommand } from "../../host/hostCommand";

/** Runs a command within `limit` ms and returns its output. @throws Error with its standard error */
export async function runCommand(
  client: Client,
  command: HostCommand,
  { limit }: { readonly limit: number },
): Promise<string> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const error = new Error(`the host gave no answer in ${limit / 1000} s`);
    late = setTimeout(() => reject(error), limit);
  });
  try {
    return await Promise.race([outputOf(client, command), tooLate]);
  } finally {
    clearTimeout(late);
  }
}

async function outputOf(client: Client, { command, stdin }: HostCommand): Promise<string> {
  const channel = await openCommand(client, command);
  let output = "";
  let errors = "";
  channel.setEncoding("utf8");
  channel.on("data", (text: string) => {
    output += text;
  });
  channel.stderr.on("data", (text: Buffer) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    // Without a code where the connection was lost.
    channel.on("close", (code?: number | null) => {
      if (code === 0) resolve(output);
      else reject(new Error(errors.trim() || describeEnd(code)));
    });
    channel.end(stdin);
  });
}

function describeEnd(code: number | null | undefined): string {
  return typeof code === "number"
    ? `the script ended with exit code ${code}`
    : "the SSH connection ended";
}

export function openCommand(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}
