import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findPulumi } from "../engine/findPulumi";
import { type DemoConfig, parseDemoConfig, withKeys } from "./demoConfig";
import { type DemoFolder, demoFolder } from "./demoFolder";
import { LocalStack } from "./localStack";

export const PROJECT = join(__dirname, "..", "..");

const HEADING = `# The configuration of the demo's stack. Change it here, or with: npm run pulumi -- config set
`;

/** Creates it from Pulumi.dev.yaml if it does not exist. @throws SyntaxError if its file is not YAML */
export async function openDemo(log: (line: string) => void): Promise<LocalStack> {
  const folder = demoFolder(PROJECT);
  if (existsSync(folder.stackFile)) readDemoConfig(folder);
  const cli = await findPulumi({ home: join(folder.root, "pulumi-home"), log });
  return LocalStack.open({
    project: PROJECT,
    folder: folder.root,
    name: "dev",
    configText: firstConfig(folder),
    cli,
  });
}

/** @throws SyntaxError with the line at fault and what to do */
export function readDemoConfig({ stackFile }: Pick<DemoFolder, "stackFile">): DemoConfig {
  const name = relative(PROJECT, stackFile);
  try {
    return parseDemoConfig(readFileSync(stackFile, "utf8"), name);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SyntaxError(`${cause.message}\n${START_AGAIN}`, { cause });
  }
}

export const START_AGAIN = `Correct it, or remove the demo and create it again:
  npm run demo:down
  npm run demo`;

function firstConfig({ privateKey, knownHosts }: DemoFolder): string {
  const text = readFileSync(join(PROJECT, "Pulumi.dev.yaml"), "utf8");
  const keys = {
    privateKeyPath: relative(PROJECT, privateKey),
    knownHosts: relative(PROJECT, knownHosts),
  };
  return HEADING + withKeys(text, keys);
}
