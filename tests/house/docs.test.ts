import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesIn, linesOf, PROJECT, read } from "./sourceFiles";

const DOCS = filesIn(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "examples"], [".md"]);

test("no line of the documents is longer than 120 characters", () => {
  const long = DOCS.flatMap((file) =>
    linesOf(file).flatMap((line, index) => (line.length > 120 ? [`${file}:${index + 1}`] : [])),
  );
  expect(long).toEqual([]);
});

test("the README has at most 170 lines", () => {
  expect(linesOf("README.md").length).toBeLessThanOrEqual(170);
});

test("every link of the documents leads to a file, and to a heading in it", () => {
  const broken = DOCS.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
      .filter(([, path = "", heading]) => {
        const target = path === "" ? file : join(dirname(file), path);
        if (!existsSync(join(PROJECT, target))) return true;
        return heading !== undefined && !headingsOf(target).includes(heading);
      })
      .map(([link]) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

/** The anchors of a document's headings: `"after-a-kill"`. */
function headingsOf(file: string): string[] {
  const headings = linesOf(file).filter((line) => /^#+ /.test(line));
  return headings.map((line) =>
    line
      .replace(/^#+ /, "")
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** The folders in which a path may begin, besides those of components/. */
const ROOTS = ["components", "tools", "tests", "docs", "examples"];

test("every path in the documents exists", () => {
  const below = readdirSync(join(PROJECT, "components"), { withFileTypes: true });
  const starts = [
    ...ROOTS,
    ...below.filter((entry) => entry.isDirectory()).map(({ name }) => name),
  ];
  const path = new RegExp(`\`((?:(?:${starts.join("|")})/)[\\w./-]*|\\w+\\.ts)\``, "g");
  const documents = DOCS.filter((file) => file !== "CHANGELOG.md");
  const missing = documents.flatMap((file) =>
    [...read(file).matchAll(path)]
      .map(([, found = ""]) => found)
      .filter((found) =>
        ["", "components"].every((root) => !existsSync(join(PROJECT, root, found))),
      )
      .map((found) => `${file}: ${found}`),
  );
  expect(missing).toEqual([]);
});

test.each(["README.md", "docs/component.md"])("%s shows examples/component", (file) => {
  expect(read(file)).toContain(`\`\`\`typescript\n${read("examples/component/index.ts")}\`\`\`\n`);
});
