import { expect } from "vitest";

/**
 * Expects that a text was printed that tells the reader what to do; the test then does it. tests/house/cures.test.ts
 * requires such a call for each text.
 *
 * @param cure of components/text/cures/ or of SCRIPT_CURES; there `$name` is any text
 */
export function expectCure(output: string, cure: string): void {
  const words = onOneLine(cure)
    .split(/\$\{?\w+\}?|\$\(.*?\)+/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  expect(onOneLine(output)).toMatch(new RegExp(words.join(".+?")));
}

/** Pulumi indents what a program prints. */
function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
