import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runTool } from "../../../tools/processes/runTool";
import { TEST_FOLDER } from "../testFolder";
import { checkerPath } from "./checker";
import type { History } from "./history";
import { describeGaps, type Gap } from "./longestGaps";
import { type Operation, toLines } from "./operation";

/** What Porcupine says of a history. */
export interface Verdict {
  readonly isLinearizable: boolean;
  /** For each key that is not linearizable, operations that contradict each other. */
  readonly report: string;
}

/** ms. No check of time: a key without a verdict by then has too many writes without a reply. */
const HANGS = 600_000;

let judged = 0;

/** Judges each key of a history. @throws Error if there is no verdict */
export async function judge(operations: readonly Operation[]): Promise<Verdict> {
  const checker = checkerPath();
  if (!existsSync(checker)) {
    throw new Error(`Cannot judge a history without ${checker}: npm test -- FILE builds it`);
  }
  judged += 1;
  mkdirSync(TEST_FOLDER, { recursive: true });
  const file = join(TEST_FOLDER, `history-${process.pid}-${judged}.jsonl`);
  writeFileSync(file, toLines(operations));
  try {
    const { exitCode, stdout, stderr } = await runTool([checker, file], { limit: HANGS });
    if (exitCode === 0 || exitCode === 1) return { isLinearizable: exitCode === 0, report: stdout };
    throw new Error(`Cannot judge a history: ${stderr}${stdout}`);
  } finally {
    rmSync(file);
  }
}

/** Ends a recording, expects every key to be linearizable and every shard to accept writes, and prints the gaps. */
export async function expectLinearizable(history: History): Promise<readonly Gap[]> {
  const { operations, gaps } = await history.end();
  const { isLinearizable, report } = await judge(operations);
  expect(isLinearizable, report).toBe(true);
  console.log(`${describeGaps(gaps)}. ${report.trimEnd()}`);
  expect(gaps.filter(({ ms }) => ms > HUNG)).toEqual([]);
  return gaps;
}

/** ms. No check of speed, which npm run bench -- gaps is: writes that wait for so long would wait for ever. */
const HUNG = 60_000;
