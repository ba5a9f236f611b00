/** A host whose identity is not verified; nothing may be sent to it. */
export class UntrustedHost extends Error {
  override readonly name = "UntrustedHost";
}

/** Throws one UntrustedHost for all among `results` and for `texts`. Other failures are left to the caller. */
export function throwUntrusted(
  results: readonly PromiseSettledResult<unknown>[],
  texts: readonly string[] = [],
): void {
  const untrusted = results.flatMap((result) =>
    result.status === "rejected" && result.reason instanceof UntrustedHost
      ? [result.reason.message]
      : [],
  );
  const all = [...untrusted, ...texts];
  if (all.length > 0) throw new UntrustedHost(all.join("\n"));
}
