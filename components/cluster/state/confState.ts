/** A directive whose value differs from the configuration, both values as the server prints them. */
export interface Difference {
  readonly name: string;
  /** The value in use: `"0"`. */
  readonly from: string;
  /** The value in the configuration: `"104857600"`. */
  readonly to: string;
}

export interface ConfState {
  /** Where the declared configuration is; "missing" also if nobody recorded the values that it means. */
  readonly declared: "active" | "staged" | "missing";
  /** What it changes in the active configuration, for people: `["maxmemory 100mb, was 50mb"]`. */
  readonly changes: readonly string[];
  /** What can be set on the running server, as far as is known; empty while the declared one is missing. */
  readonly drift: readonly Difference[];
  readonly pending: readonly string[];
  /** Sentences on directives that the server accepts and does not use as declared; none if undefined. */
  readonly ignored?: readonly string[];
}

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** Writes a value as redis.conf would: sizes with a unit, and in quotes what is empty or has spaces. */
export function formatValue(name: string, value: string): string {
  const isSize = /memory|size|buffer-limit/.test(name) && /^[1-9]\d*$/.test(value);
  if (isSize && Number(value) % GB === 0) return `${Number(value) / GB}gb`;
  if (isSize && Number(value) % MB === 0) return `${Number(value) / MB}mb`;
  return /^\S+$/.test(value) ? value : `"${value}"`;
}
