/** Quotes `text` for a POSIX shell so that it is one word: `a b` -> `'a b'`. The only escaping there is. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
