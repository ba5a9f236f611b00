import { join } from "node:path";
import { messageOf } from "../../components/text/messageOf";
import { TEST_FOLDER } from "../../tests/support/testFolder";
import { findPulumi } from "../engine/findPulumi";
import { buildImage } from "../lab/image/buildImage";

/** Fetches and builds, once, what the contenders need from the network, as they themselves have none. */
async function main(): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  await buildImage({ log });
  await findPulumi({ home: join(TEST_FOLDER, "pulumi-home"), log });
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
