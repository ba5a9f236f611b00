/** Quotes `text` as one word of a POSIX shell: `a b` -> `'a b'`. The only shell escaping in the project. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
