import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { linesOf, PROJECT, read } from "./sourceFiles";

/** The rules of CONTRIBUTING.md, each with what enforces it. */
const RULES = ruleRows().map((row) => {
  const [, rule = "", enforcedBy = ""] = row.split("|");
  return [rule.trim(), enforcedBy.trim()] as const;
});

function ruleRows(): string[] {
  const lines = linesOf("CONTRIBUTING.md");
  const section = lines.slice(lines.indexOf("## Rules"), lines.indexOf("## Glossary"));
  return section.filter((line) => line.startsWith("| ") && !/^\| (rule|---)/.test(line));
}

test("the rules are found", () => {
  expect(RULES.length).toBeGreaterThan(30);
});

test.each(RULES)('the rule "%s" is enforced by a check that exists, or is judgement', (_, by) => {
  if (by === "judgement") return;
  expect(checksIn(by).length).toBeGreaterThan(0);
  expect(checksIn(by).filter((check) => !exists(check))).toEqual([]);
});

const TOOLS = ["biome", "tsc", "knip", "shellcheck", "shfmt"];

/** `"biome \`noBarrelFile\`, knip"` names the checks `biome`, `noBarrelFile` and `knip`. */
function checksIn(enforcedBy: string): string[] {
  const named = [...enforcedBy.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  return [...named, ...TOOLS.filter((tool) => new RegExp(`\\b${tool}\\b`).test(enforcedBy))];
}

function exists(check: string): boolean {
  if (TOOLS.includes(check)) return read("tests/run.sh").includes(check);
  if (check.includes("/")) return existsSync(join(PROJECT, check));
  return ["biome.json", "tsconfig.json"].some((file) => read(file).includes(`"${check}"`));
}
