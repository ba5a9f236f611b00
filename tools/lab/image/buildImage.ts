import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bulletList } from "../../../components/text/bulletList";
import { messageOf } from "../../../components/text/messageOf";
import { runToolOrThrow, toolEnvironment } from "../../processes/runTool";
import { findMachineFacts } from "../machine/machineFacts";
import { obstacles } from "../machine/obstacles";
import { imagePath } from "./imagePath";

/** What hosts have in addition to this machine. ssh-keygen comes with openssh-server. */
const PACKAGES = ["redis-server", "openssh-server"];

/** Time limit of a build in ms. Most of it is the download. */
const LIMIT = 900_000;

export interface BuildOptions {
  log?: (line: string) => void;
}

/** Uses this machine's package sources unless cached. @throws Error with a failed build's last lines */
export async function buildImage({ log = () => {} }: BuildOptions = {}): Promise<string> {
  const archive = findImagePath();
  if (existsSync(archive)) return archive;
  const found = obstacles({ hosts: [], gateways: [], link: "" }, await findMachineFacts());
  if (found.length > 0) throw new Error(`Cannot build the hosts' image:${bulletList(found)}`);
  const scratch = join(dirname(archive), "lab-image");
  mkdirSync(scratch, { recursive: true });
  log(`Building the hosts' image with ${PACKAGES.join(" and ")} (once, about 10 s): ${archive}`);
  await build({ ARCHIVE: archive, SCRATCH: scratch, PACKAGES: PACKAGES.join(" ") });
  return archive;
}

function findImagePath(): string {
  const hasRelease = existsSync("/etc/os-release");
  const release = hasRelease ? readFileSync("/etc/os-release", "utf8") : "";
  return imagePath({ packages: PACKAGES, release, architecture: process.arch });
}

/** flock: a second build waits for the first one, even if the program that started it was killed. */
async function build(variables: { SCRATCH: string } & Record<string, string>): Promise<void> {
  const spaces = ["--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child=SIGKILL"];
  const lock = ["flock", "--exclusive", variables.SCRATCH];
  const script = join(__dirname, "..", "scripts", "buildImage.sh");
  try {
    await runToolOrThrow(["unshare", ...spaces, ...lock, "sh", script], {
      environment: { ...toolEnvironment(), ...variables },
      limit: LIMIT,
      ownGroup: false,
    });
  } catch (cause) {
    throw new Error(`Cannot build the hosts' image: ${messageOf(cause)}`, { cause });
  }
}
