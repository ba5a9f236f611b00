import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, SHELLS } from "../../../../support/scriptHost";
import { runNode } from "../../../../support/scriptNode";

/** A server that keeps a copy of the configuration file that it is tested with. */
const RECORDING_SERVER = `#!/bin/sh
case $(cat "$1") in *unixsocket*) cp "$1" "$FAKES/tested" ;; esac
exec redis-server "$1"
`;

/** Directives by name. Of several lines the server uses the last. */
function directivesOf(conf: string): Map<string, string> {
  const lines = conf.trimEnd().split("\n");
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
}

describe.each(SHELLS)("a test of a configuration file under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
    host.write("recording-server", RECORDING_SERVER);
    chmodSync(join(host.folder, "recording-server"), 0o755);
  });
  afterEach(() => host.end());

  test("never opens the node's data, its ports or its cluster", () => {
    const serverCommand = join(host.folder, "recording-server");
    runNode(host, "create", { serverCommand });
    expect(host.has("tested")).toBe(false);
    expect(runNode(host, "update", { serverCommand, maxmemory: "1gb" }).code).toBe(0);

    const tested = directivesOf(host.read("tested"));
    expect(tested.get("maxmemory")).toBe("1gb");
    expect(tested.get("port")).toBe("0");
    expect(tested.get("cluster-enabled")).toBe("no");
    const scratch = tested.get("dir") ?? "";
    expect(scratch).not.toBe("");
    expect(scratch.startsWith(host.folder)).toBe(false);
    for (const name of ["pidfile", "logfile", "unixsocket"]) {
      expect(tested.get(name)?.startsWith(`${scratch}/`), name).toBe(true);
    }
  });
});
