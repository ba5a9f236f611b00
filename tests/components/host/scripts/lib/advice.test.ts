import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectCure } from "../../../../support/expectCure";
import { hostWarnings } from "../../../../support/hostWarnings";
import { SCRIPT_CURES } from "../../../../support/scriptCures";
import { ScriptHost, SHELLS } from "../../../../support/scriptHost";

const OVERCOMMIT = (value: number) =>
  `vm.overcommit_memory is ${value}: saving in the background can fail for lack of memory. Set it to 1\n`;

describe.each(SHELLS)("advice.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function said(call: string): string {
    const declared = { TCP_BACKLOG: "511", MAX_CLIENTS: "10000" };
    const { code, stdout, stderr } = host.call(["lib/json.sh", "lib/advice.sh"], call, declared);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  test.each([
    ["warn_overcommit 0", OVERCOMMIT(0)],
    ["warn_overcommit 2", OVERCOMMIT(2)],
    ["warn_overcommit 1", ""],
    ["warn_overcommit ''", ""],
    [
      "warn_huge_pages '[always] madvise never'",
      "transparent huge pages are always on: saving takes more time and memory. Set them to madvise\n",
    ],
    ["warn_huge_pages 'always [madvise] never'", ""],
    ["warn_huge_pages ''", ""],
    [
      "warn_backlog 128 511",
      "net.core.somaxconn is 128, below the tcp-backlog 511: connections can be refused in a burst. " +
        "Raise it\n",
    ],
    ["warn_backlog 511 511", ""],
    ["warn_backlog '' 511", ""],
    [
      "id() { echo 1000; }; warn_open_files 4096 10000",
      "the limit of open files is 4096, too low for maxclients 10000. Raise nofile to 10032\n",
    ],
    ["id() { echo 1000; }; warn_open_files 10032 10000", ""],
    ["id() { echo 1000; }; warn_open_files unlimited 10000", ""],
    ["id() { echo 0; }; warn_open_files 4096 10000", ""],
  ])("%s says %j", (call, text) => {
    expect(said(call)).toBe(text);
  });

  test.each([
    ["warn_overcommit 0", SCRIPT_CURES.setOvercommit, "warn_overcommit 1"],
    ["warn_huge_pages '[always]'", SCRIPT_CURES.setHugePages, "warn_huge_pages '[madvise]'"],
    ["warn_backlog 128 511", SCRIPT_CURES.raiseBacklog, "warn_backlog 511 511"],
    [
      "id() { echo 1; }; warn_open_files 4096 10000",
      SCRIPT_CURES.raiseOpenFiles,
      "id() { echo 1; }; warn_open_files 10032 10000",
    ],
  ])("%s tells what ends the warning", (before, cure, after) => {
    expectCure(said(before), cure);
    expect(said(after)).toBe("");
  });

  test("open_files_limit() is the hard one", () => {
    const limits = [
      "Limit                     Soft Limit           Hard Limit           Units     ",
      "Max open files            1024                 524288               files     ",
    ].join("\n");
    expect(said(`printf '%s\\n' '${limits}' | open_files_limit`)).toBe("524288\n");
  });

  test("json_warnings() prints the warnings of this machine as elements of a list", () => {
    expect(JSON.parse(`[${said("json_warnings")}]`)).toEqual(hostWarnings());
  });
});
