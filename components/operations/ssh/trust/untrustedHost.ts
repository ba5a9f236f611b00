/** A host that does not prove to be the one that is meant; nothing may be sent to it. */
export class UntrustedHost extends Error {
  override readonly name = "UntrustedHost";
}

/** Of several attempts most may fail; that a host is not the one that is meant is never passed over. */
export function throwUntrusted(attempts: readonly PromiseSettledResult<unknown>[]): void {
  const untrusted = attempts.flatMap((attempt) =>
    attempt.status === "rejected" && attempt.reason instanceof UntrustedHost
      ? [attempt.reason.message]
      : [],
  );
  if (untrusted.length > 0) throw new UntrustedHost(untrusted.join("\n"));
}
