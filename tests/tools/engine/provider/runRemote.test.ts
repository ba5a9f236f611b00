import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { commandArgs } from "../../../../tools/engine/provider/commandArgs";
import { HostClients } from "../../../../tools/engine/provider/hostClients";
import { runRemote } from "../../../../tools/engine/provider/runRemote";
import { type Properties, toSecret } from "../../../../tools/engine/provider/value";
import { type SshServer, startSshServer } from "../support/sshServer";

let server: SshServer;
beforeEach(async () => {
  server = await startSshServer(10);
});
afterEach(() => server.close());

function run(text: string, inputs: Properties = {}, isSecret = false) {
  const { host, port, password = "" } = server.connection;
  const connection = toSecret({ host, port, password, dialErrorLimit: 0 });
  const log: string[] = [];
  const ended = runRemote(
    {
      command: { text, isSecret },
      args: commandArgs({ connection, ...inputs }),
      previous: { stdout: "not passed on", stderr: "" },
      log: (line: string) => log.push(line),
      cancelled: new AbortController().signal,
    },
    new HostClients(),
  );
  return { ended, log };
}

test("a command gets its input, and its output loses one newline", async () => {
  const { ended, log } = run("text ", { stdin: toSecret("in\n\n") });
  expect(await ended).toEqual({ stdout: "text in\n", stderr: "" });
  expect(log).toEqual(["text in", ""]);
});

test("a failure names the exit status, the command and its output", async () => {
  await expect(run("fail", { stdin: " in" }).ended).rejects.toThrow(
    'Process exited with status 3: running "fail":\nfail in',
  );
  await expect(run("fail", {}, true).ended).rejects.toThrow("running [secret]:");
});

test("a host that cannot be reached is named", async () => {
  const connection = { host: "127.0.0.1", port: 1, dialErrorLimit: 0 };
  await expect(run("text", { connection }).ended).rejects.toThrow(
    "after 0 failed attempts: ssh root@127.0.0.1, port 1: connect ECONNREFUSED 127.0.0.1:1",
  );
});

test("an agent that does not answer is passed over for the password, and reported without one", async () => {
  vi.stubEnv("SSH_AUTH_SOCK", "/none/agent");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await run("text").ended).stdout).toBe("text");
  const { host, port } = server.connection;
  const { ended } = run("text", { connection: { host, port, dialErrorLimit: 0 } });
  await expect(ended).rejects.toThrow("Failed to connect to agent");
});
