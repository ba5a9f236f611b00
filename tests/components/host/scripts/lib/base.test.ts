import { chownSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, SHELLS } from "../../../../support/scriptHost";

describe.each(SHELLS)("base.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  /** What a call prints, and whether it succeeded. */
  function called(call: string): string {
    const { stdout, stderr } = host.call(
      ["lib/base.sh"],
      `if { ${call}\n}; then echo yes; else echo no; fi`,
    );
    expect(stderr).toBe("");
    return stdout;
  }

  const COUNTED =
    'count=0; is() { count=$((count + 1)); printf \'%s \' "$count"; [ "$count" -ge $1 ]; }';

  test.each([
    ["stops at the first success", "retry 5 0 is 1", "1 yes\n"],
    ["repeats until success", "retry 5 0 is 3", "1 2 3 yes\n"],
    ["succeeds at the last time", "retry 3 0 is 3", "1 2 3 yes\n"],
    ["gives up after the last time", "retry 3 0 is 4", "1 2 3 no\n"],
  ])("retry() %s", (_, call, printed) => {
    expect(called(`${COUNTED}; ${call}`)).toBe(printed);
  });

  test("retry() passes arguments on, and a command that calls retry too", () => {
    const inner = 'inner() { printf "%s;" "$@"; return 1; }; outer() { retry 2 0 inner "$@"; }';
    expect(called(`${inner}; retry 2 0 outer 'a b' ''`)).toBe("a b;;a b;;a b;;a b;;no\n");
  });

  test("retry() waits between two tries", () => {
    const sleep = "sleep() { printf 'sleep %s ' \"$1\"; }";
    expect(called(`${sleep}; ${COUNTED}; retry 3 0.2 is 4`)).toBe("1 sleep 0.2 2 sleep 0.2 3 no\n");
  });

  test("fail() ends a script within retry() too", () => {
    expect(host.call(["lib/base.sh"], 'retry 3 0 fail "no such" "thing"; echo on')).toEqual({
      code: 1,
      stdout: "",
      stderr: "no such thing\n",
    });
  });

  test("write_file() replaces a file in one step, whatever its text", () => {
    host.write("file", "old");
    const { code, stderr } = host.call(["lib/base.sh"], `write_file ${host.folder}/file "$TEXT"`, {
      TEXT: "100%s \\n'\n\n",
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(host.read("file")).toBe("100%s \\n'\n\n");
    expect(host.modeOf("file")).toBe("640");
    expect(host.has("file.new")).toBe(false);
  });

  test("write_file() gives what root writes to the user of the directory", () => {
    host.write("theirs/file", "old");
    const folder = join(host.folder, "theirs");
    chownSync(folder, 4242, 4243);
    const { code } = host.call(["lib/base.sh"], `write_file ${folder}/file new`);
    expect(code).toBe(0);
    expect(statSync(join(folder, "file"))).toMatchObject({ uid: 4242, gid: 4243 });
    expect(host.read("theirs/file")).toBe("new");
    expect(host.modeOf("theirs/file")).toBe("640");
  });

  test("write_file() says why it cannot", () => {
    const { code, stderr } = host.call(["lib/base.sh"], `write_file ${host.folder}/none/file text`);
    expect(code).toBe(1);
    expect(stderr.replaceAll(host.folder, "")).toMatch(
      /^Cannot write \/none\/file: .+\. \d+ MiB free on \/\S* \(\S+\)\n$/,
    );
  });
});
