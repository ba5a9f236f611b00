import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PeersKnow } from "../../../../components/cluster/spec/peersKnow";
import { jsonAnswer } from "../../../../components/host/hostAnswer";
import { installCommand } from "../../../../components/host/installScript";
import {
  NODE_SCRIPT,
  type NodeAction,
  nodeCommand,
  nodeScriptPath,
  nodeStdin,
} from "../../../../components/host/nodeScript";
import { stopCommand } from "../../../../components/host/stopScript";
import { framed } from "../../../support/framed";
import { hostWarnings } from "../../../support/hostWarnings";
import { ScriptHost, type ScriptResult, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, PORT } from "../../../support/scriptNode";

describe.each(SHELLS)("install.sh and run.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function install(directory = host.directory): ScriptResult {
    return host.run(installCommand({ address: ADDRESS, directory, directives: {} }));
  }

  function run(
    action: NodeAction,
    { port = PORT, peersKnow = "no" }: { port?: number; peersKnow?: PeersKnow } = {},
  ): ScriptResult {
    const conf = { address: ADDRESS, port, directory: host.directory, directives: {} };
    const options = { ...conf, serverCommand: "redis-server" };
    return host.run({ command: nodeCommand(action, options, peersKnow), stdin: nodeStdin(conf) });
  }

  /** Stops the servers and deletes their files. */
  function stop(...ports: number[]): ScriptResult {
    const where = { address: ADDRESS, directory: host.directory, ports };
    return host.run(stopCommand({ ...where, serverCommand: "redis-server", onDestroy: "delete" }));
  }

  function scripts(): string[] {
    return host.files().filter((file) => file.includes(".sh"));
  }

  test("install the script letter by letter, a second time too, and nothing else", () => {
    const path = nodeScriptPath(host.directory);
    for (const _ of ["once", "twice"]) {
      const { code, stdout, stderr } = install();
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(jsonAnswer(stdout)).toEqual({ warnings: hostWarnings() });
      expect(host.read(path.slice(host.folder.length))).toBe(NODE_SCRIPT);
      expect(host.files()).toEqual([path.slice(host.directory.length + 1), ".node-current"].sort());
    }
  });

  test("install nothing if the connection drops", () => {
    const { command, stdin } = installCommand({
      address: ADDRESS,
      directory: host.directory,
      directives: {},
    });
    host.run({ command, stdin: stdin.slice(0, stdin.length / 2) });
    expect(host.files()).toEqual([]);
  });

  test("install it while another run does the same", async () => {
    const { command, stdin } = installCommand({
      address: ADDRESS,
      directory: host.directory,
      directives: {},
    });
    const half = stdin.length / 2;
    const other = host.start(command);
    other.stdin?.write(stdin.slice(0, half));
    expect(install().code).toBe(0);
    other.stdin?.end(stdin.slice(half));
    expect(await new Promise((resolve) => other.on("close", resolve))).toBe(0);
    const path = nodeScriptPath(host.directory);
    expect(host.files()).toEqual([path.slice(host.directory.length + 1), ".node-current"].sort());
    expect(host.read(path.slice(host.folder.length))).toBe(NODE_SCRIPT);
  });

  test("say why the script cannot be installed, and what to do", () => {
    const { code, stderr } = install("/proc/nowhere/conf");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Cannot prepare 127\.77\.0\.1: \/proc\/nowhere\/conf is not writable: .+\. \d+ MiB free on \/proc \(proc\)\. Let the login user write there, free some space, or choose another directory\n$/,
    );
  });

  test("create a node, and a stop that deletes the last one deletes the script", () => {
    install();
    const made = run("create");
    expect(made.stderr).toBe("");
    expect(jsonAnswer(made.stdout)).toMatchObject({ running: true });
    expect(scripts()).toHaveLength(1);
    expect(stop(PORT)).toEqual({ code: 0, stdout: framed("stopped 7000\n"), stderr: "" });
    expect(host.files()).toEqual([]);
    expect(host.has("conf")).toBe(false);
  });

  test("leave the script to the remaining nodes", () => {
    install();
    run("create");
    host.write("conf/7001.conf", "port 7001\n");
    expect(stop(PORT).code).toBe(0);
    expect(scripts()).toHaveLength(1);
  });

  test("leave the script to nodes that were left stopped and have no conf", () => {
    install();
    for (const port of [7000, 7001]) run("create", { port, peersKnow: "yes" });
    expect(stop(7000)).toEqual({ code: 0, stdout: framed("absent 7000\n"), stderr: "" });
    expect(scripts()).toHaveLength(1);
    expect(stop(7001)).toEqual({ code: 0, stdout: framed("absent 7001\n"), stderr: "" });
    expect(host.has("conf")).toBe(false);
  });

  test.each(["create", "update"] as const)("%s says that the script is truncated", (action) => {
    install();
    run("create");
    const pids = host.processes();
    const path = nodeScriptPath(host.directory);
    host.write(path.slice(host.folder.length), NODE_SCRIPT.slice(0, NODE_SCRIPT.indexOf("main()")));
    const { code, stderr } = run(action);
    expect({ code, stderr: stderr.replaceAll(host.folder, "") }).toEqual({
      code: 1,
      stderr: `Cannot ${action} ${ADDRESS}:${PORT}: its host's ${nodeScriptPath("/conf")} is missing or truncated. Remove what is left of it and run pulumi up\n`,
    });
    expect(host.processes()).toEqual(pids);
  });

  test.each([
    ["create", "gone"],
    ["update", "gone"],
    ["create", "empty"],
    ["update", "empty"],
  ] as const)("%s says that the script is missing: %s", (action, how) => {
    install();
    run("create");
    const pids = host.processes();
    const script = nodeScriptPath(host.directory).slice(host.folder.length);
    if (how === "gone") host.remove(script);
    else host.write(script, "");
    const { code, stderr } = run(action);
    expect({ code, stderr: stderr.replaceAll(host.folder, "") }).toEqual({
      code: 1,
      stderr: `Cannot ${action} ${ADDRESS}:${PORT}: its host's ${nodeScriptPath("/conf")} is missing or truncated. Remove what is left of it and run pulumi up\n`,
    });
    expect(host.processes()).toEqual(pids);
  });

  test("stop needs no script, and does nothing on a host that was reinstalled", () => {
    expect(stop(PORT)).toEqual({ code: 0, stdout: framed("absent 7000\n"), stderr: "" });
    expect(host.has("conf")).toBe(false);
  });
});
