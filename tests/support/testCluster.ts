import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument, stringify } from "yaml";
import type { NodeReport } from "../../components/cluster/plan/clusterReport";
import { LocalStack, type PulumiResult } from "../../tools/demo/localStack";
import { findPulumi } from "../../tools/engine/findPulumi";
import { knownHosts } from "../../tools/lab/knownHosts";
import { makeKey } from "../../tools/lab/makeKey";
import { type Lab, openLab } from "../../tools/lab/openLab";
import { askNode } from "./askNode";
import { EXAMPLE } from "./example";
import { TEST_FOLDER } from "./testFolder";

/** The project's folder. */
const PROJECT = join(__dirname, "..", "..");

interface TestHost {
  readonly address: string;
  readonly ports: number[];
  readonly domain?: string;
}

/** The hosts of the example, their domains by default. */
const EXAMPLE_HOSTS: readonly TestHost[] = EXAMPLE.hosts.map(({ address, ports }) => ({
  address,
  ports: [...ports],
}));

/** What a test's cluster is made of; the rest is the configuration's defaults. */
export interface TestClusterOptions {
  /** Its folder's name and the stack's. */
  readonly name: string;
  /** @default the example's two */
  readonly hosts?: readonly TestHost[];
  /** Further configuration by key: `{ replicas: 0, onDestroy: "delete" }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Another Pulumi program than the project's own. */
  readonly project?: string;
  /** Read-only folders on top of the hosts' file system, the topmost first. @default [] */
  readonly layers?: readonly string[];
}

/** Hosts of the lab with a stack on them, all in one folder. */
export class TestCluster {
  readonly lab: Lab;
  readonly privateKeyPath: string;
  readonly knownHostsPath: string;
  readonly #options: TestClusterOptions;
  readonly #folder: string;
  #stack: LocalStack | undefined;

  private constructor(options: TestClusterOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.lab = openLab({ directory: join(folder, "lab"), layers: options.layers ?? [] });
    this.privateKeyPath = join(folder, "id_ed25519");
    this.knownHostsPath = join(folder, "known_hosts");
  }

  /** Creates the hosts and the stack, but none of its resources. */
  static async open(options: TestClusterOptions): Promise<TestCluster> {
    if (process.env["LAB_NAMESPACE"] !== "1") {
      throw new Error(
        "Cannot test here as nothing may leave the machine: run it by npm test -- FILE",
      );
    }
    const folder = join(TEST_FOLDER, options.name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const cluster = new TestCluster(options, folder);
    try {
      await cluster.#make();
      return cluster;
    } catch (error) {
      await cluster.end();
      throw error;
    }
  }

  async #make(): Promise<void> {
    const { hosts = EXAMPLE_HOSTS } = this.#options;
    await this.lab.up(hosts, { publicKey: makeKey(this.privateKeyPath) });
    const addresses = hosts.map(({ address }) => address);
    writeFileSync(this.knownHostsPath, await knownHosts(this.lab, addresses));
    await this.configure({});
  }

  /** Opens the stack with its configuration and `changes` to it, from this or another project's folder. */
  async configure(
    changes: Readonly<Record<string, unknown>>,
    project = this.#options.project ?? PROJECT,
  ): Promise<void> {
    this.#stack = await this.#open("stack", changes, project);
  }

  /** The same stack on the same hosts with another state, like a colleague's. */
  async otherState(): Promise<LocalStack> {
    return this.#open("other-stack", {}, this.#options.project ?? PROJECT);
  }

  /** Another stack with a copy of the configuration. */
  async otherStack(name: string): Promise<LocalStack> {
    return this.#open(name, {}, this.#options.project ?? PROJECT, name);
  }

  async #open(
    folder: string,
    changes: Readonly<Record<string, unknown>>,
    project: string,
    name = this.#options.name,
  ): Promise<LocalStack> {
    const { hosts = EXAMPLE_HOSTS } = this.#options;
    const entries = Object.entries({
      hosts,
      ssh: { privateKeyPath: this.privateKeyPath, knownHosts: this.knownHostsPath },
      ...this.#options.config,
      ...changes,
    });
    const config = Object.fromEntries(
      entries.map(([key, value]) => [`redis-cluster:${key}`, value]),
    );
    const stack = await LocalStack.open({
      project,
      folder: join(this.#folder, folder),
      name,
      configText: stringify({ config }),
      cli: await findPulumi({ home: join(TEST_FOLDER, "pulumi-home"), log: () => {} }),
    });
    const file = parseDocument(readFileSync(stack.configFile, "utf8"));
    file.set("config", file.createNode(config));
    writeFileSync(stack.configFile, file.toString());
    return stack;
  }

  get stack(): LocalStack {
    if (this.#stack === undefined) throw new Error("Cannot use the stack before it is opened");
    return this.#stack;
  }

  async pulumi(...args: string[]): Promise<PulumiResult> {
    // The stack's folder is in the process's arguments, by which tests find it.
    const cwd = dirname(this.stack.configFile);
    return this.stack.run([...args, "--color", "never", "--cwd", cwd]);
  }

  /** `pulumi up` without its preview, which the program's own look does not need. */
  async up(): Promise<PulumiResult> {
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  async preview(): Promise<PulumiResult> {
    return this.pulumi("preview");
  }

  async destroy(): Promise<PulumiResult> {
    return this.pulumi("destroy", "--yes", "--skip-preview");
  }

  /** One of the stack's outputs. */
  async output(name: string): Promise<unknown> {
    return JSON.parse((await this.stack.run(["stack", "output", name, "--json"])).output);
  }

  async nodes(): Promise<NodeReport[]> {
    const { output } = await this.stack.run(["stack", "output", "nodes", "--json"]);
    return JSON.parse(output);
  }

  /** Sends one command to one node by a plain connection; an error reply is returned as its text. */
  ask(name: string, command: string, ...args: string[]): Promise<string> {
    return askNode(name, [command, ...args], this.#password());
  }

  /** Runs a shell command on a host, past its network; returns what it printed. @throws Error when it fails */
  async on(address: string, command: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.lab.exec(address, ["sh", "-c", command]);
    if (exitCode !== 0) throw new Error(`Cannot run on ${address}: ${command}: ${stdout}${stderr}`);
    return stdout;
  }

  /** The pids of the servers on a host, by port. */
  async pids(address: string): Promise<Record<string, string>> {
    const text = await this.on(address, "cd /root/conf && head -v -n 1 */*.pid");
    return Object.fromEntries(
      [...text.matchAll(/==> (\d+)\/\d+\.pid <==\n(\d+)/g)].map(([, port, pid]) => [port, pid]),
    );
  }

  privateKey(): string {
    return readFileSync(this.privateKeyPath, "utf8");
  }

  /** Takes the hosts and the folder away. */
  async end(): Promise<void> {
    await this.lab.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #password(): string | undefined {
    const password = this.#options.config?.["password"];
    return typeof password === "string" ? password : undefined;
  }
}
