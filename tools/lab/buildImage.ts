import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { toolEnvironment } from "../processes/runTool";
import { findMachineFacts } from "./findMachineFacts";
import { imagePath } from "./image/imagePath";
import { refusals } from "./refusals";

/** What the hosts have beyond the machine; ssh-keygen comes with them. */
const PACKAGES = ["redis-server", "openssh-server"];

/** How long a build may take, in s; most of it is the download. */
const LIMIT = 900;

/** Who is told of the progress. */
export interface BuildOptions {
  /** Hears that a build begins; apt's last lines are in the error when it fails. @default nobody */
  log?: (line: string) => void;
}

/**
 * Makes the layer that all hosts of all labs share, from this machine's own package sources, once:
 * it is kept in the user's cache folder. The machine itself is not changed. Gives its path.
 *
 * @throws Error with the last lines of the build when it fails or takes more than 900 s.
 */
export async function buildImage({ log = () => {} }: BuildOptions = {}): Promise<string> {
  const archive = findImagePath();
  if (existsSync(archive)) return archive;
  const nowhere = { hosts: [], gateways: [], link: "" };
  const problems = refusals(nowhere, await findMachineFacts());
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const scratch = join(dirname(archive), "lab-image");
  mkdirSync(scratch, { recursive: true });
  log(`Building the hosts' image (${PACKAGES.join(", ")}; about 10 s, once) into ${archive}`);
  await build({ ARCHIVE: archive, SCRATCH: scratch, PACKAGES: PACKAGES.join(" ") });
  return archive;
}

function findImagePath(): string {
  const hasRelease = existsSync("/etc/os-release");
  const release = hasRelease ? readFileSync("/etc/os-release", "utf8") : "";
  return imagePath({ packages: PACKAGES, release, architecture: process.arch });
}

/**
 * Mounts and processes of the work are in namespaces of the build, and end with it. A second
 * builder waits for the first, and finds the archive there.
 */
function build(variables: Record<string, string>): Promise<void> {
  const spaces = ["--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child=SIGKILL"];
  const lock = ["flock", "--exclusive", variables["SCRATCH"] ?? ""];
  const script = join(__dirname, "scripts", "buildImage.sh");
  const child = spawn("unshare", [...spaces, ...lock, "sh", script], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...toolEnvironment(), ...variables },
    timeout: LIMIT * 1_000,
    killSignal: "SIGKILL",
  });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      last.push(line);
      if (last.length > 20) last.shift();
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(describe(code ?? signal, last)));
    });
  });
}

function describe(ending: number | string | null, last: readonly string[]): string {
  return (
    `Cannot build the lab's image as tools/lab/scripts/buildImage.sh must end with 0: ` +
    `it ended with ${ending}\n${last.join("\n")}`
  );
}
