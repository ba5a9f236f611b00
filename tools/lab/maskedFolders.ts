import { resolve, sep } from "node:path";

/**
 * Names the folders of the machine that hosts shall not see: root's home, and what else is given.
 * A folder inside another one of them is left out, as it is gone with that.
 */
export function maskedFolders(further: readonly string[]): string[] {
  const folders = ["/root", ...further.map((folder) => resolve(folder))];
  return [...new Set(folders)].filter(
    (folder) =>
      folder !== "/" && !folders.some((other) => other !== "/" && folder.startsWith(other + sep)),
  );
}
