import type { ChildProcess } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonAnswer } from "../../../../components/host/hostAnswer";
import { installCommand } from "../../../../components/host/installScript";
import { recordOf } from "../../../support/actBench";
import { expectCure } from "../../../support/expectCure";
import { SCRIPT_CURES } from "../../../support/scriptCures";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import {
  ADDRESS,
  isUnlocked,
  NODE_ID,
  PORT,
  runNode,
  writeStoppedNode,
} from "../../../support/scriptNode";
import { until } from "../../../support/until";

// What the scripts print that tells the reader what to do, followed on the spot.

const IDENTITY = `conf/${PORT}/${PORT}_node.conf`;

describe.each(SHELLS)("followed under %s, a cure works:", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  /** Creates the node, which must not run then. @returns what the script printed */
  function refused(): string {
    const { stdout, stderr } = runNode(host, "create");
    expect(jsonAnswer(stdout)).not.toMatchObject({ running: true });
    return `${stdout}${stderr}`;
  }

  function expectCreated(): void {
    const { code, stdout, stderr } = runNode(host, "create");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(jsonAnswer(stdout)).toMatchObject({ running: true });
  }

  test.each([
    ["restored", () => writeStoppedNode(host)],
    ["the directory aside", () => host.remove(`conf/${PORT}`)],
  ])("a missing nodes.conf: %s", (_, follow) => {
    writeStoppedNode(host);
    host.remove(IDENTITY);
    expectCure(refused(), SCRIPT_CURES.restoreNodesConf);
    follow();
    expectCreated();
  });

  test("the missing directory of a member: restored", () => {
    const record = recordOf(new Map([[`${ADDRESS}:${PORT}`, NODE_ID]]));
    host.write("conf/cluster.json", `${JSON.stringify(record)}\n`);
    expectCure(refused(), SCRIPT_CURES.restoreDirectory);
    writeStoppedNode(host);
    expectCreated();
  });

  test("the directory of another address: aside", () => {
    writeStoppedNode(host);
    host.write(IDENTITY, host.read(IDENTITY).replace(/\S+(?=@17000 myself)/, "127.77.0.9:7000"));
    expectCure(refused(), SCRIPT_CURES.restoreAddress);
    host.remove(`conf/${PORT}`);
    expectCreated();
  });

  test("an inspection that is not complete: complete", () => {
    const { stderr } = runNode(host, "create", { peersKnow: "unknown" });
    expectCure(stderr, SCRIPT_CURES.reachEveryHost);
    expectCreated();
  });

  test("a directory that cannot be created: writable", () => {
    host.write(`conf/${PORT}`, "");
    expectCure(refused(), SCRIPT_CURES.chooseDirectoryOrLetWrite);
    host.remove(`conf/${PORT}`);
    expectCreated();
  });

  test("a directory that cannot be written: writable", () => {
    const check = `choose_instance ${PORT}; check_disk`;
    const files = ["lib/base.sh", "lib/instance.sh", "lib/conf.sh", "lib/preflight.sh"];
    const variables = { DIRECTORY: host.directory, ADDRESS, CONF: "" };
    host.write(`conf/${PORT}`, "");
    expectCure(host.call(files, check, variables).stderr, SCRIPT_CURES.freeSpaceOrMount);
    host.remove(`conf/${PORT}`);
    host.write(`conf/${PORT}/file`, "");
    expect(host.call(files, check, variables)).toMatchObject({ code: 0, stderr: "" });
  });

  test("a host where the script cannot be installed: another directory", () => {
    const install = (directory: string) =>
      host.run(installCommand({ address: ADDRESS, directory, directives: {} }));
    expectCure(install("/proc/nowhere/conf").stderr, SCRIPT_CURES.letWriteOrFreeSpace);
    expect(install(host.directory)).toMatchObject({ code: 0, stderr: "" });
  });

  test("a lock that another run holds: waited for", async () => {
    host.write("conf/.lock", "root@operator\n");
    const lock = `flock -x ${host.directory}/.lock`;
    const holder = await host.startUntil(`${lock} sh -c 'echo held; exec sleep 60'`, "held");
    expectCure(refused(), SCRIPT_CURES.waitForRun);
    await end(holder, host, ".lock");
    expectCreated();
  });
});

test("a node that another run works on is waited for, and then again", async () => {
  const host = new ScriptHost("/bin/dash");
  try {
    host.write(`conf/${PORT}/file`, "");
    const lock = `flock -x ${host.directory}/${PORT}`;
    const holder = await host.startUntil(`${lock} sh -c 'echo held; exec sleep 80'`, "held");
    expectCure(runNode(host, "create").stderr, SCRIPT_CURES.waitForNodeRun);
    await end(holder, host, String(PORT));
    expect(runNode(host, "create")).toMatchObject({ code: 0, stderr: "" });
  } finally {
    host.end();
  }
});

/** Ends the holder of a lock with its processes, and waits until the lock is free. */
async function end({ pid }: ChildProcess, host: ScriptHost, lock: string): Promise<void> {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
  await until("a free lock", () => (isUnlocked(host, lock) ? true : undefined));
}
