import { UntrustedHost } from "../operations/ssh/trust/untrustedHost";
import { refusal } from "./refusal";

/** Ends the program with the text alone when a host is not trusted; any other error goes on as it is. */
export function refuseUntrusted(error: unknown): never {
  throw error instanceof UntrustedHost ? refusal(error.message) : error;
}
