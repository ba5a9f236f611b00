const TOM = ["get name -> tom", "name is in slot 5798, which 192.168.56.66:7003 serves"];

/** What each of the example programs prints on the example's cluster; redis-py says True for OK. */
export const EXAMPLE_PRINTS = {
  typescript: lines("set name tom -> OK", ...TOM),
  python: lines("set name tom -> True", ...TOM),
  tutorial: lines("set name itheima -> True", "get name -> itheima"),
} as const;

function lines(...texts: string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
