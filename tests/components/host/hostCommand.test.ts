import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scriptCommand, scriptText } from "../../../components/host/hostCommand";

const SCRIPTS = join(__dirname, "..", "..", "..", "components", "host", "scripts");

test("scriptCommand() is valid in any login shell, with each value as one word", () => {
  expect(scriptCommand("create", { PORT: "7000", WHO: "me, now", NONE: "" })).toBe(
    "env PORT=7000 WHO='me, now' NONE='' sh -eu -s create",
  );
});

test("scriptCommand() without variables", () => {
  expect(scriptCommand("inspect", {})).toBe("env sh -eu -s inspect");
});

test("scriptText() is the private variables, then the script files one after the other", () => {
  const [instance, inspect] = ["lib/instance.sh", "inspect.sh"].map((file) =>
    scriptText([file], {}),
  );
  expect(scriptText(["lib/instance.sh", "inspect.sh"], { SECRET: "it's", PLAIN: "a" })).toBe(
    `SECRET='it'\\''s'\nPLAIN=a\n${instance}\n${inspect}`,
  );
});

test.each(
  readdirSync(SCRIPTS, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".sh"),
  ),
)("scriptText() takes out the comments of %s and nothing else", (file) => {
  const written = readFileSync(join(SCRIPTS, file), "utf8");
  const sent = scriptText([file], {});
  expect(sent.length).toBeLessThan(written.length);
  expect(minified(sent)).toBe(minified(written));
});

test.each([
  ["a heredoc", "cat <<END\n# kept\n\nEND\n"],
  ["quotes", "echo 'a\n# kept\n'\n"],
])("the comparison above finds a line lost from %s", (_, script) => {
  expect(minified(script)).not.toBe(minified(script.replaceAll(/^[ \t]*(#.*)?\n/gm, "")));
});

/** The script without comments and blanks; quoted text stays unchanged. */
function minified(script: string): string {
  return execFileSync("shfmt", ["-mn", "-ln", "posix"], { input: script, encoding: "utf8" });
}
