import { readFileSync } from "node:fs";

/** What the node script, run as root, says of this very machine: its settings are what they are. */
export function hostWarnings(): string[] {
  const overcommit = read("/proc/sys/vm/overcommit_memory");
  const pages = read("/sys/kernel/mm/transparent_hugepage/enabled");
  const backlog = read("/proc/sys/net/core/somaxconn");
  return [
    ...(["1", ""].includes(overcommit)
      ? []
      : [
          `vm.overcommit_memory is ${overcommit}, so that saving in the background may fail for want ` +
            "of memory: set it to 1",
        ]),
    ...(pages.includes("[always]")
      ? [
          "transparent huge pages are always used, which costs time and memory while data is saved: " +
            "set them to madvise",
        ]
      : []),
    ...(backlog !== "" && Number(backlog) < 511
      ? [
          `net.core.somaxconn is ${backlog}, below the tcp-backlog 511, so that many clients at once ` +
            "may be refused: raise it",
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
