import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiCli } from "../engine/pulumiCli";
import { withSalt } from "./demoConfig";

/** A stack whose state, secrets and Pulumi home are all in one folder; no login is used or changed. */
export interface LocalStackOptions {
  /** The folder of a Pulumi program, with its Pulumi.yaml. */
  readonly project: string;
  /** The folder that keeps it; made when missing. */
  readonly folder: string;
  /** The name of the stack. */
  readonly name: string;
  /** The text of its configuration file. */
  readonly configText: string;
  readonly cli: PulumiCli;
}

/** What a run of the CLI came to. */
export interface PulumiResult {
  readonly code: number;
  /** Standard output and standard error; empty where they were shown instead. */
  readonly output: string;
}

/** The commands that take a configuration file of another name. */
const WITH_CONFIG_FILE = [
  "up",
  "update",
  "preview",
  "pre",
  "destroy",
  "refresh",
  "config",
  "import",
];

/** A Pulumi stack on this machine alone. */
export class LocalStack {
  readonly #options: LocalStackOptions;

  private constructor(options: LocalStackOptions) {
    this.#options = options;
  }

  /** Opens the stack, and makes it when it is not there yet. @throws Error when the CLI cannot */
  static async open(options: LocalStackOptions): Promise<LocalStack> {
    const stack = new LocalStack(options);
    const { folder, name, project, configText } = options;
    mkdirSync(join(folder, "state"), { recursive: true });
    writeOnce(join(folder, "passphrase"), randomBytes(24).toString("hex"));
    copyFileSync(join(project, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    const salted = existsSync(stack.configFile) ? readFileSync(stack.configFile, "utf8") : "";
    writeFileSync(stack.configFile, withSalt(configText, salted));
    if (salted === "") {
      // In the folder, as it writes its salt into the configuration file that lies where it runs.
      const made = await stack.#spawn(["stack", "init", name, "--no-select"], folder, "pipe");
      if (made.code !== 0) throw new Error(`Cannot make the stack "${name}": ${made.output}`);
    }
    return stack;
  }

  get configFile(): string {
    return join(this.#options.folder, `Pulumi.${this.#options.name}.yaml`);
  }

  /** What the CLI runs with, besides the caller's own environment. */
  get environment(): Record<string, string> {
    const { folder, name, cli } = this.#options;
    return {
      ...cli.environment,
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
      PULUMI_STACK: name,
    };
  }

  /** Runs the CLI in the project; its output is shown as it comes. Returns its exit code. */
  async show(args: readonly string[]): Promise<number> {
    // A terminal sends Ctrl-C to the CLI too, which then ends in order: this program waits for it.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    try {
      return (await this.#spawn(this.#complete(args), this.#options.project, "inherit")).code;
    } finally {
      process.off("SIGINT", wait);
    }
  }

  /** Runs the CLI in the project and returns what it printed. */
  async run(args: readonly string[]): Promise<PulumiResult> {
    return this.#spawn(this.#complete(args), this.#options.project, "pipe");
  }

  #complete(args: readonly string[]): string[] {
    const [command = ""] = args;
    return WITH_CONFIG_FILE.includes(command)
      ? [...args, "--config-file", this.configFile]
      : [...args];
  }

  #spawn(args: readonly string[], cwd: string, output: "inherit" | "pipe"): Promise<PulumiResult> {
    const child = spawn(this.#options.cli.command, args, {
      cwd,
      env: { ...process.env, ...this.environment },
      stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, output: text }));
    });
  }
}

/** A secret is made once and read by its owner alone. */
function writeOnce(path: string, text: string): void {
  if (!existsSync(path)) writeFileSync(path, text, { mode: 0o600 });
}
