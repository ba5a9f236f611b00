import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, SHELLS } from "../../../../support/scriptHost";

const CONTROLS = Array.from({ length: 31 }, (_, index) => String.fromCharCode(index + 1)).join("");

describe.each(SHELLS)("json.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  test.each([
    ["plain words", "its data is missing", '"its data is missing"'],
    ["nothing", "", '""'],
    ["quotes", 'a "b"', String.raw`"a \"b\""`],
    ["a backslash", "a\\b", String.raw`"a\\b"`],
    ["a backslash before a quote", '\\"', String.raw`"\\\""`],
    ["a newline", "a\nb", String.raw`"a\u000ab"`],
    ["newlines at the end", "a\n\n", String.raw`"a\u000a\u000a"`],
    ["a tab and a carriage return", "\ta\r", String.raw`"\u0009a\u000d"`],
    ["what printf would read", "100% \\n %s", String.raw`"100% \\n %s"`],
    ["other scripts", "é€ 'x' $HOME", `"é€ 'x' $HOME"`],
    ["other scripts with a quote", 'é€"', String.raw`"é€\""`],
  ])("json_string() prints %s", (_, TEXT, json) => {
    const { code, stdout, stderr } = host.call(["lib/json.sh"], 'json_string "$TEXT"', { TEXT });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: json, stderr: "" });
    expect(JSON.parse(stdout)).toBe(TEXT);
  });

  test("json_string() prints every control character", () => {
    const { stdout } = host.call(["lib/json.sh"], 'json_string "$TEXT"', { TEXT: CONTROLS });
    expect(JSON.parse(stdout)).toBe(CONTROLS);
  });
});
