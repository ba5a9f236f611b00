export interface Exchange {
  readonly node: string;
  /** `"GET name"` */
  readonly command: string;
  /** Also the text of an error reply: `"MOVED 5798 192.168.56.66:7003"`. */
  readonly reply: string;
}

/** Writes an exchange on one line: `"192.168.56.65:7000> GET name -> MOVED 5798 192.168.56.66:7003"`. */
export function describeExchange({ node, command, reply }: Exchange): string {
  return `${node}> ${command} -> ${reply}`;
}
