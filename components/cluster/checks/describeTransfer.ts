import { percentOf } from "../state/nodeTransfers";
import type { Transfer } from "../state/transfer";
import type { Problem } from "./problem";

/** Says what a node still does with its data: `"loading its data, 41 %"`. */
export function describeTransfer({
  kind,
  done,
  total,
}: {
  readonly kind: Transfer["kind"];
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}): Pick<Problem, "kind" | "text"> {
  const percent = percentOf({ done, total });
  const what = WORDS[kind];
  return { kind: what, text: percent === undefined ? what : `${what}, ${percent} %` };
}

const WORDS: Readonly<Record<Transfer["kind"], string>> = {
  loading: "loading its data",
  copying: "copying from its primary",
};
