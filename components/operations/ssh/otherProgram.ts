import { USE_ANOTHER_LOGIN } from "../../text/cures/runCures";
/** A host whose login runs another program than the one that was sent, and reports success. */
export class OtherProgram extends Error {
  override readonly name = "OtherProgram";
}

/** Throws one OtherProgram for all among `results`. Other failures are left to the caller. */
export function throwOtherProgram(results: readonly PromiseSettledResult<unknown>[]): void {
  const texts = results.flatMap((result) =>
    result.status === "rejected" && result.reason instanceof OtherProgram
      ? [result.reason.message]
      : [],
  );
  if (texts.length === 0) return;
  throw new OtherProgram([...texts, `  Nothing was changed. ${USE_ANOTHER_LOGIN}`].join("\n"));
}
