/** One line of a transcript: what was sent where, and the reply as it came. */
export interface Exchange {
  /** `"192.168.56.65:7002"` */
  readonly node: string;
  /** `"GET name"` */
  readonly command: string;
  /** `"MOVED 5798 192.168.56.66:7003"` for an error reply too. */
  readonly reply: string;
}

/** Writes an exchange on one line: `"192.168.56.65:7000> GET name -> MOVED 5798 192.168.56.66:7003"`. */
export function describeExchange({ node, command, reply }: Exchange): string {
  return `${node}> ${command} -> ${reply}`;
}
