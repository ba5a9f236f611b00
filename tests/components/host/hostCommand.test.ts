import { readFileSync } from "node:fs";
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
  expect(scriptCommand("look", {})).toBe("env sh -eu -s look");
});

test("scriptText() is the private variables, then the script files one after the other", () => {
  const [instance, look] = ["instance.sh", "look.sh"].map((file) =>
    readFileSync(join(SCRIPTS, file), "utf8"),
  );
  expect(scriptText(["instance.sh", "look.sh"], { SECRET: "it's", PLAIN: "a" })).toBe(
    `SECRET='it'\\''s'\nPLAIN=a\n${instance}\n${look}`,
  );
  expect(scriptText(["look.sh"], {})).toBe(look);
});
