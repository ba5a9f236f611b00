import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runTool } from "../../tools/processes/runTool";
import { allJobs, type Counts, countsOf, describeCounts, inLanes, type Job, sumOf } from "./jobs";
import { TEST_FOLDER } from "./testFolder";

/** ms. No check of time: a job that takes longer hangs. */
const HANGS = 3_600_000;
/** More would need more memory than small machines have. */
const MOST_LANES = 4;
const INTEGRATION = join("tests", "integration");

/**
 * Runs all tests: one job for the unit tests, one for each file of integration tests. One job more runs at a time than
 * there are cores, because a lab also waits. Prints one line for each job, and the output of those that failed.
 */
async function main(): Promise<void> {
  const files = readdirSync(INTEGRATION)
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(INTEGRATION, file))
    .map((path) => ({ path, size: statSync(path).size }));
  const lanes = Math.min(availableParallelism() + 1, MOST_LANES);
  const total = sumOf(await inLanes(allJobs(files), lanes, run));
  say(`\n${describeCounts(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function run(job: Job): Promise<Counts> {
  const began = Date.now();
  const folder = join(TEST_FOLDER, job.name.replace(/\W+/g, "-"));
  mkdirSync(folder, { recursive: true });
  const { exitCode, stdout, stderr } = await runTool(["sh", "tests/job.sh", ...job.args], {
    environment: { ...process.env, TEST_FOLDER: folder },
    limit: HANGS,
    // Ctrl-C ends the jobs too.
    ownGroup: false,
  });
  rmSync(folder, { recursive: true, force: true });
  const counts = countsOf({ exitCode, output: stdout });
  const seconds = Math.round((Date.now() - began) / 1000);
  if (counts.failed + counts.skipped > 0) say(`${stdout}${stderr}`);
  say(`${job.name}: ${describeCounts(counts)}, ${seconds} s`);
  return counts;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
