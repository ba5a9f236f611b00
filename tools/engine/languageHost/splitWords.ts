/**
 * Splits the text of an option into words as a shell would: at blanks, but not within single or
 * double quotes, and with a backslash taking the next character as it is.
 */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/g,
      (_all, escaped?: string, single?: string, double?: string) =>
        escaped ?? single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? "",
    ),
  );
}
