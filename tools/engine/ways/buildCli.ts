import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { runToolOrThrow } from "../../processes/runTool";
import { withLock } from "../../processes/withLock";
import { CLI_VERSION } from "../versions";
import type { Attempt, Setting } from "./attempt";
import { builtCli } from "./builtCli";
import { findBuilt } from "./findBuilt";
import { findGo } from "./findGo";

const MODULE = resolve(__dirname, "../cli");
const LOCK_LIMIT = 30 * 60 * 1000; // ms
const BUILD_LIMIT = 25 * 60 * 1000; // ms
const VERSION_LIMIT = 20_000; // ms

/**
 * Builds the CLI from its Go module, once for all clones. It is built beside its place, asked for
 * its version, and renamed, so that what a killed build leaves is never taken for a CLI.
 *
 * @throws Error that names the cause and the cure
 */
export async function buildCli(setting: Setting): Promise<Attempt> {
  const target = dirname(builtCli(setting.cache));
  const lock = { activity: "building the Pulumi CLI", limit: LOCK_LIMIT, log: setting.log };
  const act = async () => {
    if (existsSync(builtCli(setting.cache))) return;
    removeLeftovers(target);
    const go = await findGo(setting);
    const start = Date.now();
    setting.log(
      `Building the Pulumi CLI ${CLI_VERSION} from its Go module into ${target} ` +
        "(once for this user, about 3 minutes on two cores)",
    );
    const work = `${target}.building.${process.pid}`;
    mkdirSync(work, { recursive: true });
    try {
      await build(go, join(work, "pulumi"), setting);
      renameSync(work, target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    setting.log(`Built the Pulumi CLI in ${Math.round((Date.now() - start) / 1000)} s`);
  };
  await withLock(`${target}.lock`, act, lock);
  return await findBuilt(setting);
}

async function build(go: string, output: string, setting: Setting): Promise<void> {
  const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${CLI_VERSION}`;
  const args = ["build", "-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags"];
  args.push(`-s -w -X ${version}`, "-o", output, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
  // A workspace around this clone, or a Go that fetches another Go, would build something else.
  const environment = { ...setting.environment, GOWORK: "off", GOTOOLCHAIN: "local" };
  try {
    await runToolOrThrow([go, ...args], {
      environment,
      directory: MODULE,
      limit: BUILD_LIMIT,
      ownGroup: false,
    });
    const options = { environment: setting.environment, limit: VERSION_LIMIT };
    const built = (await runToolOrThrow([output, "version"], options)).trim();
    if (built !== `v${CLI_VERSION}`) throw new Error(`the built CLI says "${built}"`);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot build the Pulumi CLI as its Go module must compile: ${text}\nSee that the Go module ` +
        `proxy answers (${go} env GOPROXY) and that the disk has 3 GB free, or install the Pulumi CLI`,
      { cause },
    );
  }
}

function removeLeftovers(target: string): void {
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    const isLeftover = name.startsWith(`${basename(target)}.building.`);
    if (isLeftover) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
