/** A host that does not prove to be the one that is meant; nothing may be sent to it. */
export class UntrustedHost extends Error {
  override readonly name = "UntrustedHost";
}
