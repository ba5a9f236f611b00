import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import type { PulumiCli } from "../engine/pulumiCli";
import { writeWhole } from "../lab/writeWhole";
import { attachTool } from "../processes/attachTool";

/** A stack whose state, secrets and configuration are in one folder; it needs no Pulumi login. */
export interface LocalStackOptions {
  readonly project: string;
  readonly folder: string;
  readonly name: string;
  /** The text of its configuration file, if that does not exist or is empty. */
  readonly configText: string;
  readonly cli: PulumiCli;
}

export interface PulumiResult {
  readonly code: number;
  /** Standard output and standard error. */
  readonly output: string;
}

/**
 * Its folder is a Pulumi project whose `main` is the program. So each subcommand uses the folder's own
 * `Pulumi.NAME.yaml`: many that change it have no option `--config-file`, or ignore it.
 */
export class LocalStack {
  readonly #options: LocalStackOptions;
  readonly #projectName: string;

  private constructor(options: LocalStackOptions, projectName: string) {
    this.#options = options;
    this.#projectName = projectName;
  }

  /** Never changes an existing configuration file. @throws Error if the CLI cannot create the stack */
  static async open(options: LocalStackOptions): Promise<LocalStack> {
    const { project, folder, configText } = options;
    const file = parseDocument(readFileSync(join(project, "Pulumi.yaml"), "utf8"));
    file.set("main", resolve(project, String(file.get("main") ?? ".")));
    const stack = new LocalStack(options, String(file.get("name")));
    mkdirSync(stack.state, { recursive: true });
    writeOnce(join(folder, "passphrase"), randomBytes(24).toString("hex"), 0o600);
    writeWhole(join(folder, "Pulumi.yaml"), file.toString());
    writeOnce(stack.configFile, configText);
    await stack.#create();
    return stack;
  }

  get configFile(): string {
    return join(this.#options.folder, `Pulumi.${this.#options.name}.yaml`);
  }

  get state(): string {
    return join(this.#options.folder, "state");
  }

  get environment(): Record<string, string> {
    const { folder, name, cli } = this.#options;
    return {
      ...cli.environment,
      // By default Pulumi writes an `.attrs` file for each file, and not at once: after a kill between no later run
      // could read the stack ("failed to load checkpoint: EOF").
      PULUMI_BACKEND_URL: `file://${this.state}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
      PULUMI_STACK: name,
    };
  }

  /** Runs the CLI and shows its output. Returns its exit code. */
  async show(args: readonly string[]): Promise<number> {
    const { cli, folder } = this.#options;
    const environment = this.#childEnvironment();
    return attachTool([cli.command, ...args], { environment, directory: folder });
  }

  async run(args: readonly string[]): Promise<PulumiResult> {
    return this.#spawn(args);
  }

  /** Runs the CLI and returns its standard output. @throws Error if it fails */
  async ask(args: readonly string[]): Promise<string> {
    const { code, output, stdout } = await this.#spawn(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed: ${output.trim()}`);
    return stdout.trim();
  }

  /** Forgets every resource and keeps the configuration. For resources that no longer exist. */
  async reset(): Promise<void> {
    rmSync(this.state, { recursive: true });
    mkdirSync(this.state);
    await this.#create();
  }

  async #create(): Promise<void> {
    const { name } = this.#options;
    const stacks = join(this.state, ".pulumi", "stacks", this.#projectName);
    if ([".json", ".json.gz"].some((end) => existsSync(join(stacks, `${name}${end}`)))) return;
    const { code, output } = await this.run(["stack", "init", name, "--no-select"]);
    if (code !== 0) throw new Error(`Cannot create the Pulumi stack "${name}": ${output.trim()}`);
  }

  #childEnvironment(): NodeJS.ProcessEnv {
    // A passphrase of the caller's own would take precedence over the stack's.
    return { ...process.env, ...this.environment, PULUMI_CONFIG_PASSPHRASE: undefined };
  }

  #spawn(args: readonly string[]): Promise<PulumiResult & { readonly stdout: string }> {
    const child = spawn(this.#options.cli.command, args, {
      cwd: this.#options.folder,
      env: this.#childEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { output: "", stdout: "" };
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      printed.output += part;
      printed.stdout += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      printed.output += part;
    });
    return new Promise((done, reject) => {
      child.on("error", reject);
      child.on("close", (code) => done({ code: code ?? 1, ...printed }));
    });
  }
}

/** An empty file counts as none: a Pulumi that is killed while it writes its configuration leaves one. */
function writeOnce(path: string, text: string, mode?: number): void {
  if (!existsSync(path) || statSync(path).size === 0) writeWhole(path, text, mode);
}
