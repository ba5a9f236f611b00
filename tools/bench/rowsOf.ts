import type { Measured } from "./measureSize";
import type { Row } from "./table";

/** The table's lines for one size, each ratio against what ran in the same rounds. */
export function rowsOf(size: number, measured: Measured): Row[] {
  const hand = { what: "by hand", took: measured.hand.map(({ formed }) => formed) };
  const up = measured.up.map(({ formed }) => formed);
  const blind = { what: "without the look", took: measured.blind };
  const part = partOfHand(size);
  return [
    { what: `${size} nodes by hand, until formed`, took: hand.took },
    { what: "until it came back", took: measured.hand.map(({ returned }) => returned) },
    { what: `${size} nodes by \`up\`, until formed`, took: up, against: hand, ...part },
    {
      what: "until it came back",
      took: measured.up.map(({ returned }) => returned),
      against: hand,
    },
    { what: "`up` with nothing to do", took: measured.idle, against: blind, aim: "1.15" },
    { what: "the same without the look", took: measured.blind },
    { what: "`destroy`", took: measured.destroy, ...(size === 6 ? { aim: "1.5 s" } : {}) },
    {
      what: "converge alone, until formed",
      took: measured.converge.map(({ formed }) => formed),
      ...(size === 60 ? { aim: "3.5 s" } : {}),
    },
  ];
}

function partOfHand(size: number): { aim?: string } {
  if (size === 6) return { aim: "0.65" };
  return size === 30 ? { aim: "0.12" } : {};
}
