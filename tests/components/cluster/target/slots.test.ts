import { describe, expect, test } from "vitest";
import { countSlots, formatSlots, type SlotRange } from "../../../../components/cluster/spec/slots";
import type { CurrentShard } from "../../../../components/cluster/state/layout";
import { assignSlots } from "../../../../components/cluster/target/slots";

function shard(primary: string, ...slots: [number, number][]): CurrentShard {
  const ranges = slots.map(([start, end]): SlotRange => ({ start, end }));
  return { slots: ranges, primary, replicas: [] };
}

const THREE = [shard("a", [0, 5460]), shard("b", [5461, 10922]), shard("c", [10923, 16383])];

function texts(
  kept: readonly CurrentShard[],
  shards: readonly CurrentShard[],
  count: number,
): string[] {
  return assignSlots(kept, { shards }, count).map(formatSlots);
}

describe("assignSlots()", () => {
  test("keeps what somebody weighted by hand while the number of shards stays", () => {
    const weighted = [
      shard("a", [0, 99]),
      shard("b", [100, 10922], [16000, 16383]),
      shard("c", [10923, 15999]),
    ];
    expect(texts(weighted, weighted, 3)).toEqual(["0-99", "100-10922 16000-16383", "10923-15999"]);
  });

  test("gives a fourth shard the highest slots of the three others", () => {
    expect(texts(THREE, THREE, 4)).toEqual([
      "0-4095",
      "5461-9556",
      "10923-15018",
      "4096-5460 9557-10922 15019-16383",
    ]);
  });

  test("drains a shard that goes evenly into the others", () => {
    const shares = assignSlots(THREE.slice(0, 2), { shards: THREE }, 2);
    expect(shares.map(formatSlots)).toEqual(["0-5460 10923-13653", "5461-10922 13654-16383"]);
    expect(shares.map(countSlots)).toEqual([8192, 8192]);
  });

  test("gives slots that lost their owner to the owner of those in front, or else behind", () => {
    const lost = [shard("a", [10, 5460]), shard("b", [5461, 10000]), shard("c", [10923, 16383])];
    expect(texts(lost, lost, 3)).toEqual(["0-5460", "5461-10922", "10923-16383"]);
  });

  test("moves nothing while the slots of a shard have no known owner", () => {
    const known = [shard("a", [0, 9999]), shard("b", [10000, 10922])];
    expect(texts(known, known, 3)).toEqual(["0-9999", "10000-10922", "10923-16383"]);
  });
});
