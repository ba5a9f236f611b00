import { join } from "node:path";
import { findPulumi } from "../../tools/engine/findPulumi";
import { buildImage } from "../../tools/lab/image/buildImage";
import { buildChecker } from "./history/checker";
import { fetchServers } from "./servers/fetchServers";
import { fetchShells } from "./shells";
import { TEST_FOLDER } from "./testFolder";

/**
 * Fetches and builds, once, all that tests need from the network, as they themselves have none. The tests of
 * engine/ always use the CLI that it builds, whatever PULUMI_ENGINE chooses for the others.
 */
async function main(): Promise<void> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  await buildImage({ log });
  await fetchServers({ log });
  await fetchShells({ log });
  await buildChecker(log);
  for (const engine of new Set(["modules", process.env["PULUMI_ENGINE"]])) {
    const environment = { ...process.env, PULUMI_ENGINE: engine };
    await findPulumi({ home: join(TEST_FOLDER, "pulumi-home"), environment, log });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
