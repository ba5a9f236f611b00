import { OtherProgram } from "../operations/ssh/otherProgram";
import { UntrustedHost } from "../operations/ssh/trust/untrustedHost";
import { userError } from "./userError";

/** Turns an UntrustedHost or OtherProgram into an error without a stack, and throws any other error unchanged. */
export function failOfHost(error: unknown): never {
  const isOfHost = error instanceof UntrustedHost || error instanceof OtherProgram;
  throw isOfHost ? userError(error.message) : error;
}
