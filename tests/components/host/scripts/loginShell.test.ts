import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readOutput } from "../../../../components/host/hostAnswer";
import type { HostCommand } from "../../../../components/host/hostCommand";
import { inspectCommand, parseInspection } from "../../../../components/host/inspectScript";
import { installCommand, parseWarnings } from "../../../../components/host/installScript";
import { lockCommand } from "../../../../components/host/lockScript";
import { nodeCommand, nodeStdin, parseNodeStatus } from "../../../../components/host/nodeScript";
import { hostWarnings } from "../../../support/hostWarnings";
import { LockClient } from "../../../support/lockClient";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT } from "../../../support/scriptNode";

/** A login shell that prints before and after each command, on both streams, lines and parts of lines. */
function inLoginShell(command: string): string {
  return `echo '{"running":false}'; echo held; echo oops >&2; printf hello; ${command}; printf 'bye\n{"warnings":["no"]}'`;
}

describe.each(SHELLS)("scripts under %s in a login shell that prints", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  /** What the script and the login shell print. */
  function run({ command, stdin }: HostCommand): string {
    const { code, stdout, stderr } = host.run({ command: inLoginShell(command), stdin });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "oops\n" });
    expect(stdout).toMatch(/^\{"running":false\}\nheld\nhello<<redis-cluster\n/);
    return stdout;
  }

  test("install, create, update and inspect answer as in any other", () => {
    const conf = { address: ADDRESS, port: PORT, directory: host.directory, directives: {} };
    const node = {
      ...conf,
      serverCommand: "redis-server",
      onDestroy: "keep",
      login: "root@host",
    } as const;
    expect(parseWarnings(run(installCommand(conf)))).toEqual(hostWarnings());
    for (const action of ["create", "update"] as const) {
      const command = nodeCommand(action, node, "no");
      expect(parseNodeStatus(run({ command, stdin: nodeStdin(conf) }))).toMatchObject({
        running: true,
        nodeId: NODE_ID,
      });
    }
    const { answer = "" } = readOutput(
      run(
        inspectCommand({
          address: ADDRESS,
          directory: host.directory,
          serverCommand: "redis-server",
          ports: [PORT],
        }),
      ),
    );
    const { nodes, isPrepared } = parseInspection(answer);
    expect(isPrepared).toBe(true);
    expect([...nodes.keys()]).toEqual([PORT]);
  });

  test("lock answers as in any other", async () => {
    host.write("conf/7000.conf", "port 7000\n");
    const { command, stdin } = lockCommand({
      address: ADDRESS,
      directory: host.directory,
      serverCommand: "redis-server",
      who: "me",
    });
    const lock = new LockClient(host.start(inLoginShell(command)), stdin);
    expect(await lock.line()).toBe("locked");
    expect(await lock.ask("pending 7000 a")).toBe("done");
    expect(await lock.end()).toBe(0);
  });
});
