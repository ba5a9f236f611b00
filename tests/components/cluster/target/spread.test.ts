import { expect, test } from "vitest";
import { Spread } from "../../../../components/cluster/target/spread";

test("Spread prefers the domain with fewer primaries, then the host", () => {
  const node = (address: string, domain: string) => ({ address, port: 1, domain });
  const spread = new Spread();
  spread.add(node("A", "east"));
  expect(spread.inDomain("east")).toBe(1);
  expect(spread.compare(node("B", "east"), node("C", "west"))).toBe(1);
  expect(spread.compare(node("B", "east"), node("A", "east"))).toBe(-1);
  spread.add(node("A", "east"), -1);
  expect(spread.compare(node("B", "east"), node("C", "west"))).toBe(0);
});
