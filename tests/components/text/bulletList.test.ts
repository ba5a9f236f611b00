import { expect, test } from "vitest";
import { bulletList } from "../../../components/text/bulletList";

function lines(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`);
}

test("bulletList() writes each text on its own line", () => {
  expect(bulletList(lines(2))).toBe("\n  - line 1\n  - line 2");
});

test("listed() of nothing is nothing", () => {
  expect(bulletList([])).toBe("");
});

test("listed() shows twelve lines and counts the others", () => {
  expect(bulletList(lines(12)).split("\n")).toHaveLength(13);
  expect(bulletList(lines(14)).endsWith("\n  - line 12\n  and 2 more")).toBe(true);
});
