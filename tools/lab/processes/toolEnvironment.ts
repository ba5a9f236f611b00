/**
 * The environment of the programs that the lab runs: English messages, and the system's own
 * folders on PATH, which a root shell made by `su` may lack.
 */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}
