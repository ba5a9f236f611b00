/** What a server has to finish before it serves: it loads its data from its disk, or copies them from its primary. */
export interface Transfer {
  readonly kind: "loading" | "copying";
  /** The bytes so far; a Redis before 6.2 does not say it of a copy. */
  readonly bytes?: number;
  /** All bytes, once the server knows them. */
  readonly totalBytes?: number;
  /** The bytes of a copy that are left, where the server says only that. */
  readonly leftBytes?: number;
}

/** The save of a primary, which its replicas copy. */
export interface Save {
  /** The keys so far; a Redis before 6.2 counts none. */
  readonly keys?: number;
  readonly totalKeys?: number;
  /** How long it has run, in s. */
  readonly seconds: number;
}
