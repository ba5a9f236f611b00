import type { Client, ClientChannel } from "ssh2";
import { hostPrinted, readOutput } from "../../host/hostAnswer";
import type { HostCommand } from "../../host/hostCommand";
import { OtherProgram } from "./otherProgram";

/**
 * Runs a script within `limit` ms and returns its answer.
 * @throws OtherProgram if the login ran something else, or Error; both quote what else the host printed
 */
export async function runCommand(
  client: Client,
  { command, stdin }: HostCommand,
  { limit }: { readonly limit: number },
): Promise<string> {
  const opening = openCommand(client, command);
  const printed = { output: "", errors: "" };
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(
      () => reject(failure(`the host gave no answer in ${limit / 1000} s`, printed)),
      limit,
    );
  });
  try {
    const channel = await Promise.race([opening, tooLate]);
    channel.setEncoding("utf8");
    channel.on("data", (text: string) => {
      printed.output += text;
    });
    channel.stderr.on("data", (text: Buffer) => {
      printed.errors += text;
    });
    const ended = endOf(channel);
    channel.end(stdin);
    return answerOf(printed, await Promise.race([ended, tooLate]));
  } finally {
    clearTimeout(late);
  }
}

interface Printed {
  readonly output: string;
  readonly errors: string;
}

/** The exit code; undefined if the connection was lost. */
function endOf(channel: ClientChannel): Promise<number | undefined> {
  return new Promise((resolve) => {
    channel.on("close", (code?: number | null) => resolve(code ?? undefined));
  });
}

function answerOf(printed: Printed, code: number | undefined): string {
  const { answer, hasBegun } = readOutput(printed.output);
  if (code !== 0) throw failure(describeEnd(code), printed);
  if (answer !== undefined) return answer;
  if (hasBegun) throw failure("the host's answer is incomplete", printed);
  throw new OtherProgram(failure("the host did not run the script that was sent", printed).message);
}

function failure(reason: string, { output, errors }: Printed): Error {
  // The answer itself stays out of errors: it may be a configuration with its password.
  return new Error(`${reason}${hostPrinted(`${readOutput(output).rest}\n${errors}`)}`);
}

/** `"the command on the host ended with exit code 3"`; without a code the connection was lost. */
export function describeEnd(code: number | undefined): string {
  return code === undefined
    ? "the SSH connection ended"
    : `the command on the host ended with exit code ${code}`;
}

export function openCommand(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}
