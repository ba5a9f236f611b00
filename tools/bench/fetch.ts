import { join } from "node:path";
import { messageOf } from "../../components/text/messageOf";
import { TEST_FOLDER } from "../../tests/support/testFolder";
import { findPulumi } from "../engine/findPulumi";
import { buildImage } from "../lab/image/buildImage";

/** Downloads and builds what the bench needs; it runs without a network. */
async function main(): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  await buildImage({ log });
  await findPulumi({ home: join(TEST_FOLDER, "pulumi-home"), log });
}

main().catch((error: unknown) => {
  process.stderr.write(`Error: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
