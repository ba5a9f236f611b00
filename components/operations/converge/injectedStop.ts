/** Names how many steps a run may do before it is killed; only tests set it. */
const VARIABLE = "REDIS_CLUSTER_STOP_AFTER";

let begun = 0;
let done = 0;

/**
 * Takes one step. With REDIS_CLUSTER_STOP_AFTER=7 in the environment the process begins no eighth step
 * and ends itself by SIGKILL when seven are done, so that a test can stop a run after any of them.
 */
export async function injectedStop(take: () => Promise<void>): Promise<void> {
  const last = process.env[VARIABLE];
  if (last === undefined) return take();
  begun += 1;
  if (begun > Number(last)) return new Promise(() => {});
  await take();
  done += 1;
  if (done === Number(last)) process.kill(process.pid, "SIGKILL");
}
