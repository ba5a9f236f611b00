import { isRunning, listProcesses, type ProcessStat } from "./processStat";
import { waitFor } from "./wait";

/** Kills a process, or the whole group that it leads. @throws Error if it still runs after 10 s */
export async function killProcess(target: ProcessStat): Promise<void> {
  if (!isRunning(target)) return;
  const isLeader = target.group === target.pid;
  sendKill(isLeader ? -target.pid : target.pid);
  await waitFor(() => !(isLeader ? isGroupRunning(target) : isRunning(target)), {
    what: `process ${target.pid} to end after SIGKILL`,
    limit: 10_000,
  });
}

/** The other members may end a moment after the leader. */
function isGroupRunning({ group, startTime }: ProcessStat): boolean {
  return listProcesses().some((one) => one.group === group && one.startTime >= startTime);
}

function sendKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const hasEnded = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!hasEnded) throw error;
  }
}
