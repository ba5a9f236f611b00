import { expect, test } from "vitest";
import type { NodeReport } from "../../../components/cluster/plan/clusterReport";
import { picture } from "../../../tools/demo/picture";

function primary(address: string, port: number, slots: string): NodeReport {
  return { address, port, id: "", role: "primary", slots };
}

function replica(address: string, port: number, of: string): NodeReport {
  return { address, port, id: "", role: "replica", primary: of, slots: "" };
}

test("picture() draws a line for each shard, with aligned columns", () => {
  expect(
    picture([
      primary("192.168.56.65", 7000, "0-5460"),
      replica("192.168.56.66", 7004, "192.168.56.65:7000"),
      primary("192.168.56.66", 7003, "5461-10922"),
      replica("192.168.56.65", 7002, "192.168.56.66:7003"),
      replica("192.168.56.67", 7006, "192.168.56.66:7003"),
      primary("10.0.0.1", 7001, "10923-16383"),
    ]),
  ).toBe(
    [
      "  slots         primary              replicas",
      "  0-5460        192.168.56.65:7000   192.168.56.66:7004",
      "  5461-10922    192.168.56.66:7003   192.168.56.65:7002, 192.168.56.67:7006",
      "  10923-16383   10.0.0.1:7001        none",
    ].join("\n"),
  );
});

test("picture() of no nodes is the heading", () => {
  expect(picture([])).toBe("  slots   primary   replicas");
});

test.each([
  [12, 12, undefined],
  [13, 11, "  2 more"],
  [30, 11, "  19 more"],
])("picture() of %i shards fits on a screen", (shards, shown, last) => {
  const nodes = Array.from({ length: shards }, (_, index) =>
    primary("10.0.0.1", 7000 + index, "1"),
  );
  const [, ...lines] = picture(nodes).split("\n");
  const more = lines.slice(shown);
  expect(lines.slice(0, shown).map((line) => line.split(/ {2,}/)[2])).toEqual(
    nodes.slice(0, shown).map(({ port }) => `10.0.0.1:${port}`),
  );
  expect(more).toEqual(last === undefined ? [] : [last]);
});
