const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** Writes bytes with two or three digits: `"1.2 GB"`, `"230 MB"`. */
export function formatBytes(bytes: number): string {
  const { digits, unit } = scaled(bytes, bytes);
  return `${digits} ${unit}`;
}

/** Writes a part of a whole in the unit of the whole: `"1.2 of 2.9 GB"`. */
export function formatShare(done: number, total: number): string {
  const { digits, unit } = scaled(total, total);
  return `${scaled(done, total).digits} of ${digits} ${unit}`;
}

/** Writes a count in groups of three digits: `"12,300"`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Writes a duration for people: `"8 s"`, `"3 min"`. @param ms above 0 */
export function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** @param whole the number that decides on the unit */
function scaled(
  value: number,
  whole: number,
): { readonly digits: string; readonly unit: string | undefined } {
  const power = Math.min(
    UNITS.length - 1,
    whole < 1000 ? 0 : Math.floor(Math.log10(whole) / 3 + 1e-9),
  );
  const number = value / 1000 ** power;
  const digits = power === 0 || whole / 1000 ** power >= 10 ? 0 : 1;
  return { digits: number.toFixed(digits), unit: UNITS[power] };
}
