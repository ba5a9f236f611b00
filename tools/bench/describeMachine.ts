import { cpus, release, totalmem } from "node:os";

/** Says on what it was measured: `"2 x AMD EPYC 7B13, 8 GiB, Linux 6.1.0, Node 20.19.0"`. */
export function describeMachine(): string {
  const all = cpus();
  const model = all[0]?.model.trim() ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all.length} x ${model}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;
}
