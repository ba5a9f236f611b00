import { listProcesses, type ProcessStat, readStat } from "./processStat";
import { waitFor } from "./waitFor";

/**
 * Kills a process and waits until it is gone; one that leads a process group with all of that. A
 * PID that meanwhile belongs to another process is left alone.
 *
 * @throws Error when it is still there after 10 s.
 */
export async function killProcess(target: ProcessStat): Promise<void> {
  if (readStat(target.pid)?.startTime !== target.startTime) return;
  const isLeader = target.group === target.pid;
  sendKill(isLeader ? -target.pid : target.pid);
  await waitFor(() => !(isLeader ? isGroupThere(target) : isThere(target)), {
    what: `process ${target.pid} to end after SIGKILL`,
    limit: 10_000,
  });
}

function isThere({ pid, startTime }: ProcessStat): boolean {
  return readStat(pid)?.startTime === startTime;
}

/** Its members may outlive the leader by a moment. */
function isGroupThere({ group, startTime }: ProcessStat): boolean {
  return listProcesses().some((one) => one.group === group && one.startTime >= startTime);
}

function sendKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
