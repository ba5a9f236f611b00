import { type AnsweringNode, myself, type Observed, type ObservedNode, viewOf } from "./observed";
import type { Save, Transfer } from "./transfer";

/** The transfer of one node, with what its primary knows of it. */
export interface NodeTransfer {
  readonly node: string;
  readonly kind: Transfer["kind"];
  readonly unit: "bytes" | "keys";
  /** Undefined if no server counts it. */
  readonly done?: number;
  readonly total?: number;
  /** The bytes that are left, where nothing else is known. */
  readonly left?: number;
  /** Every number that grows while it progresses, in a fixed order. */
  readonly counts: readonly number[];
}

/** s for which a save without any count is taken to progress: 180 GB at 50 MB/s. */
const UNCOUNTED_SAVE = 3600;

/** True if a node's server runs and will answer once it has its data. */
export function isBusy(node: ObservedNode | undefined): boolean {
  return node?.answers === false && node.transfer !== undefined;
}

export function someAreBusy(observed: Observed): boolean {
  return [...observed.values()].some(isBusy);
}

/** Lists the nodes that load or copy. */
export function transfersIn(observed: Observed): NodeTransfer[] {
  return [...observed.keys()].flatMap((name) => transferOf(name, observed) ?? []);
}

export function transferOf(node: string, observed: Observed): NodeTransfer | undefined {
  const found = observed.get(node);
  const transfer = found?.transfer;
  const primary = found?.answers === true ? primaryOf(found, observed) : undefined;
  const isFed = found?.answers === true && !found.linkUp && primary?.feeds?.includes(node) === true;
  if (transfer === undefined && !isFed) return undefined;
  const { kind = "copying", bytes, totalBytes, leftBytes } = transfer ?? {};
  const save = kind === "copying" ? primary?.save : undefined;
  return {
    node,
    kind,
    ...amountOf({ bytes, totalBytes, leftBytes }, save),
    counts: [bytes ?? 0, -(leftBytes ?? 0), save?.keys ?? 0, uncountedSeconds(save)],
  };
}

/** The share that is done, in whole percent below 100; undefined if the total is not known. */
export function percentOf({
  done,
  total,
}: {
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}): number | undefined {
  if (done === undefined || total === undefined || total <= 0) return undefined;
  return Math.min(99, Math.floor((100 * done) / total));
}

/** The names of the primaries whose replicas are not in sync: they know how far the copies are. */
export function copiedPrimaries(observed: Observed): string[] {
  const names = [...observed.values()].flatMap((node) =>
    node.answers && !node.linkUp ? (viewOf(node, myself(node)?.primaryId ?? "")?.name ?? []) : [],
  );
  return [...new Set(names)].filter((name) => observed.has(name));
}

/** While the primary still saves, the keys that it saved say most: then the replica knows no total. */
function amountOf(
  { bytes, totalBytes, leftBytes }: Partial<Transfer>,
  save: Save | undefined,
): Pick<NodeTransfer, "unit" | "done" | "total" | "left"> {
  if (bytes !== undefined && totalBytes !== undefined)
    return { unit: "bytes", done: bytes, total: totalBytes };
  if (save?.keys !== undefined && save.totalKeys !== undefined)
    return { unit: "keys", done: save.keys, total: save.totalKeys };
  return {
    unit: "bytes",
    ...(bytes === undefined || bytes === 0 ? {} : { done: bytes }),
    ...(leftBytes === undefined ? {} : { left: leftBytes }),
  };
}

function uncountedSeconds(save: Save | undefined): number {
  return save === undefined || save.keys !== undefined ? 0 : Math.min(save.seconds, UNCOUNTED_SAVE);
}

function primaryOf(node: AnsweringNode, observed: Observed): AnsweringNode | undefined {
  const name = viewOf(node, myself(node)?.primaryId ?? "")?.name ?? "";
  const primary = observed.get(name);
  return primary?.answers ? primary : undefined;
}
