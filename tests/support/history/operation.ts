/** A read or write of a key that took effect between its call and its return, or a write that may have. */
export interface Operation {
  readonly client: number;
  readonly op: "read" | "write";
  readonly key: string;
  /** Unique among the writes of a key. `null` if the key that was read did not exist. */
  readonly value: string | null;
  /** ns since the recording began. */
  readonly call: number;
  /** ns since then. `null` if the reply of a write never came: it may take effect later, or never. */
  readonly return: number | null;
  /** The node that replied, or that was to reply: `"192.168.56.65:7000"`. */
  readonly node: string;
}

/** Text for tests/linearizable: one operation a line. */
export function toLines(operations: readonly Operation[]): string {
  return operations.map((one) => `${JSON.stringify(one)}\n`).join("");
}
