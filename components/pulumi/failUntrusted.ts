import { UntrustedHost } from "../operations/ssh/trust/untrustedHost";
import { userError } from "./userError";

/** Turns an UntrustedHost into an error without a stack, and throws any other error unchanged. */
export function failUntrusted(error: unknown): never {
  throw error instanceof UntrustedHost ? userError(error.message) : error;
}
