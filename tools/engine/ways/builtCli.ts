import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { quote } from "../../../components/text/quote";
import { runToolOrThrow } from "../../processes/runTool";
import { installOwnPlugins } from "../pulumiHome";
import { sharedHome } from "../usersHome";
import { CLI_VERSION, INSTALL_PAGE } from "../versions";
import { type Attempt, baseEnvironment, type Setting } from "./attempt";
import { cliProblem } from "./cliProblem";
import { findGo } from "./findGo";
import { makeOnce } from "./makeOnce";

const MODULE = resolve(__dirname, "../cli");
const BUILD_LIMIT = 25 * 60 * 1000; // ms
const VERSION_LIMIT = 20_000; // ms
const MINUTE = 60_000; // ms

/** Its plugins come from this folder: it must not download any, and would prefer those on PATH. */
export async function findBuilt(setting: Setting): Promise<Attempt> {
  const command = builtCli(setting.cache);
  if (!existsSync(command)) return { reason: `none built in ${setting.cache}` };
  const reason = await cliProblem(command, setting);
  if (reason !== undefined) return { reason };
  const { home, environment, ownStacks } = setting;
  installOwnPlugins(home);
  return {
    way: "modules",
    command,
    environment: {
      ...baseEnvironment(home),
      ...(ownStacks ? sharedHome(home, environment) : {}),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    },
  };
}

/** Builds the CLI from its Go module. @throws Error with the compiler's last lines, and what to do */
export async function buildCli(setting: Setting): Promise<Attempt> {
  const target = dirname(builtCli(setting.cache));
  const isMade = async () => "command" in (await findBuilt(setting));
  const activity = "building the Pulumi CLI";
  await makeOnce({ setting, target, activity, isMade }, async (work) => {
    const go = await findGo(setting);
    const start = Date.now();
    setting.log(
      `Building the Pulumi CLI ${CLI_VERSION} from its Go module into ${target} ` +
        "(about 3 minutes on two cores, once per user)",
    );
    const seconds = () => Math.round((Date.now() - start) / 1000);
    const beat = setInterval(() => setting.log(`Still building, ${seconds()} s so far`), MINUTE);
    await build(go, { work, setting }).finally(() => clearInterval(beat));
    setting.log(`Built the Pulumi CLI in ${seconds()} s`);
    return work;
  });
  return await findBuilt(setting);
}

function builtCli(cache: string): string {
  return join(cache, `pulumi-${CLI_VERSION}`, "pulumi");
}

async function build(go: string, to: { work: string; setting: Setting }): Promise<void> {
  const output = join(to.work, "pulumi");
  const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${CLI_VERSION}`;
  const args = ["build", "-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags"];
  args.push(`-s -w -X ${version}`, "-o", output, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
  // A Go workspace around this clone, or a Go that downloads another one, would build something else.
  const environment = {
    ...to.setting.environment,
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    // A module has C code for macOS, which comes without a C compiler, and Go code to use instead.
    ...(process.platform === "darwin" ? { CGO_ENABLED: "0" } : {}),
  };
  const options = { environment, directory: MODULE, limit: BUILD_LIMIT, ownGroup: false };
  try {
    await runToolOrThrow([go, ...args], options);
    const asked = { environment: to.setting.environment, limit: VERSION_LIMIT };
    const built = (await runToolOrThrow([output, "version"], asked)).trim();
    if (built !== `v${CLI_VERSION}`) throw new Error(`the built CLI prints version "${built}"`);
  } catch (cause) {
    throw new Error(
      `Cannot build the Pulumi CLI ${CLI_VERSION} from its Go module: ${messageOf(cause)}\n` +
        "A build needs 3 GB of free disk space and a Go module proxy that answers. The proxy is shown by:\n" +
        `  ${quote(go)} env GOPROXY\n` +
        `Or install the Pulumi CLI yourself (${INSTALL_PAGE}), and run this command again.`,
      { cause },
    );
  }
}
