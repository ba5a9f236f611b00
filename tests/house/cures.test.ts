import { describe, expect, test } from "vitest";
import { SCRIPT_CURES } from "../support/scriptCures";
import { filesIn, matches, read } from "./sourceFiles";

// A cure is a sentence that tells the reader what to do. Those of TypeScript are in components/text/cures/, those of
// the scripts are where they are printed. Each has a test that expects it and then does what it says.

const LISTS = filesIn(["components/text/cures"], [".ts"]);
const SCRIPTS = filesIn(["components/host/scripts"], [".sh"]);
const TESTS = filesIn(["tests"], [".test.ts"]).filter(
  (file) => file !== "tests/house/cures.test.ts",
);

const VERBS =
  "Add|Adopt|Allow|Change|Check|Choose|Compare|Copy|Declare|Delete|Find|Free|Give|If it was|If that|If you|Install|Keep|" +
  "Let|List|Look|Lower|Make|Mount|Move|Name|Open|Otherwise|Put|Raise|Remove|Rename|Repair|Replace|Restart|Restore|" +
  "Retire|Run|Set|Spread|Start|Stop|To|Try|Unlock|Upgrade|Use|Wait|Write";

describe("each cure", () => {
  const exported = LISTS.flatMap((file) =>
    [...read(file).matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name = ""]) => name),
  );
  const followed = TESTS.map(read)
    .filter((text) => text.includes("expectCure("))
    .map((text) => text.replaceAll(/^import [^;]*;/gm, ""))
    .join("\n");

  test("is found", () => {
    expect(exported.length).toBeGreaterThan(40);
  });

  test.each([...exported, ...Object.keys(SCRIPT_CURES)])("%s is followed by a test", (name) => {
    expect(new RegExp(`\\b${name}\\b`).test(followed)).toBe(true);
  });
});

test("no other source file of the components tells what to do", () => {
  const sources = filesIn(["components"], [".ts"]).filter((file) => !LISTS.includes(file));
  const sentence = new RegExp(`^(?! *(\\*|/[/*])).*(["'\`]|[.:] )(${VERBS}) [\\w\`"'($]`);
  expect(matches(sources, sentence)).toEqual([]);
});

test("the list of the scripts' cures is complete", () => {
  const sentence = new RegExp(`(?:["']|[.:,] )((?:${VERBS}) [^"]*(?:\\\\"[^"]*)*)"`, "g");
  const found = SCRIPTS.flatMap((file) =>
    [...joined(read(file)).matchAll(sentence)].map(([, cure = ""]) =>
      // What follows is what the host has at present.
      cure.replace(/ \(\$\(ls .*/, ""),
    ),
  );
  expect([...new Set(found)].sort()).toEqual([...new Set(Object.values(SCRIPT_CURES))].sort());
});

/** Without comments, and each text of several words of a shell as one. */
function joined(script: string): string {
  return script.replaceAll(/^\s*#.*\n/gm, "").replaceAll(/" \\\n\s*"/g, " ");
}
