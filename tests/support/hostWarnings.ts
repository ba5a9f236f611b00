import { readFileSync } from "node:fs";

/** The warnings of install.sh, run as root, about this machine. */
export function hostWarnings(): string[] {
  const overcommit = read("/proc/sys/vm/overcommit_memory");
  const pages = read("/sys/kernel/mm/transparent_hugepage/enabled");
  const backlog = read("/proc/sys/net/core/somaxconn");
  return [
    ...(["1", ""].includes(overcommit)
      ? []
      : [
          `vm.overcommit_memory is ${overcommit}: saving in the background can fail for lack of memory. ` +
            "Set it to 1",
        ]),
    ...(pages.includes("[always]")
      ? [
          "transparent huge pages are always on: saving takes more time and memory. Set them to madvise",
        ]
      : []),
    ...(backlog !== "" && Number(backlog) < 511
      ? [
          `net.core.somaxconn is ${backlog}, below the tcp-backlog 511: connections can be refused in a ` +
            "burst. Raise it",
        ]
      : []),
  ];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
