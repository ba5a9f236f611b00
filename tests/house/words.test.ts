import { expect, test } from "vitest";
import { filesIn, matches } from "./sourceFiles";

/** Words that the glossary of CONTRIBUTING.md replaces. */
const REPLACED =
  /\b(mend(s|ed|ing)?|beside|laid|lays|lies|stands?(?!-in)|elsewhere|strangers?|strays?|newcomers?|hinders?|wholly|in vain|whoever|at home|is gone|are gone|may go|hear each other|put back|in force|is there|are there|of its own|by itself|is asked|was asked|as it (is|was|must)|other than)\b/i;

/** Lines with such a word, by folder: a property `stand` of tools/loader is what is left. Never raise a number. */
const MOST: Readonly<Record<string, number>> = {
  components: 0,
  tools: 4,
  tests: 2,
  docs: 0,
  examples: 0,
};

/** The glossary names the words, this file contains them, and the cases are servers' own output. */
const EXEMPT = /^CONTRIBUTING\.md|^tests\/house\/|\/cases\//;

test.each(Object.keys(MOST))("%s: sentences use the glossary's words", (folder) => {
  const root = ["README.md", "CHANGELOG.md", "Pulumi.yaml", "index.ts", "biome.json"];
  const folders = folder === "docs" ? [folder, ...root] : [folder];
  const files = filesIn(folders, [".ts", ".js", ".sh", ".md", ".yaml", ".json", ".py"]);
  const found = matches(
    files.filter((file) => !EXEMPT.test(file)),
    REPLACED,
  );
  expect(found.length, found.join("\n")).toBeLessThanOrEqual(MOST[folder] ?? 0);
});
