import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quote } from "../../../components/text/quote";

test.each([
  ["7000", "7000"],
  ["/root/conf", "/root/conf"],
  ["a=b:c@d%e+f,g-h", "a=b:c@d%e+f,g-h"],
  ["", "''"],
  ["a b", "'a b'"],
  ["it's", "'it'\\''s'"],
  ['say "hi"', "'say \"hi\"'"],
  ["$HOME", "'$HOME'"],
  ["`id`", "'`id`'"],
  ["a\\b", "'a\\b'"],
  ["a\nb", "'a\nb'"],
  ["~", "'~'"],
  ["*", "'*'"],
  ["é", "'é'"],
])("quote(%j) is %s", (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test("quote() gives any text back through a shell, each as one word", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."'\"\\$`!~*?[]{}()<>|&;# \n\t=a"), maxLength: 12 }),
  );
  // A NUL ends an argument for every program.
  const words = fc.array(
    word.map((text) => text.replaceAll("\0", "")),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(words, (texts) => {
      const script = `printf '%s\\0' ${texts.map(quote).join(" ")}`;
      const { stdout } = spawnSync("/bin/dash", ["-c", script], { encoding: "utf8" });
      expect(stdout).toBe(texts.map((text) => `${text}\0`).join(""));
    }),
    { numRuns: 100 },
  );
});
