import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findPulumi } from "../engine/findPulumi";
import { withKeys } from "./demoConfig";
import { type DemoFolder, demoFolder } from "./demoFolder";
import { LocalStack } from "./localStack";

/** The project's folder. */
export const PROJECT = join(__dirname, "..", "..");

/** The dev stack of Pulumi.dev.yaml on the demo's hosts: its state and its key are in `.demo`. */
export async function openDemo(log: (line: string) => void): Promise<LocalStack> {
  const folder: DemoFolder = demoFolder(PROJECT);
  const cli = await findPulumi({ home: join(folder.root, "pulumi-home"), log });
  return LocalStack.open({
    project: PROJECT,
    folder: folder.root,
    name: "dev",
    configText: withKeys(devConfig(), {
      privateKeyPath: relative(PROJECT, folder.privateKey),
      knownHosts: relative(PROJECT, folder.knownHosts),
    }),
    cli,
  });
}

/** The text of Pulumi.dev.yaml. */
export function devConfig(): string {
  return readFileSync(join(PROJECT, "Pulumi.dev.yaml"), "utf8");
}
