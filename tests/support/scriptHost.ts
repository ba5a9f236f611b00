import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HostCommand, scriptText, type Variables } from "../../components/host/hostCommand";
import { until } from "./until";

/** ms. No check of time: what has not ended by then never does, on a busy machine too. */
const HANGS = 60_000;

/** A shell by its path and the name under which it acts as `sh`. */
export const SHELLS = ["/bin/dash", "/bin/bash", "/bin/busybox"];

/** The outcome of a script. */
export interface ScriptResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that simulates a host: `conf` is its directory, and fakes of the server come first in PATH. */
export class ScriptHost {
  readonly folder: string;
  readonly directory: string;
  readonly #children: ChildProcess[] = [];
  #programs = "/usr/bin:/bin";

  constructor(shell: string) {
    this.folder = mkdtempSync(join(tmpdir(), "script-host-"));
    this.directory = join(this.folder, "conf");
    const bin = join(this.folder, "bin");
    mkdirSync(bin);
    symlinkSync(shell, join(bin, "sh"));
    symlinkSync(join(__dirname, "fakeServer.sh"), join(bin, "redis-server"));
    symlinkSync(join(__dirname, "fakeClient.sh"), join(bin, "redis-cli"));
  }

  /** Runs a command to its end, in the host's shell. */
  run({ command, stdin }: HostCommand): ScriptResult {
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", command], {
      input: stdin,
      encoding: "utf8",
      env: this.#environment(),
      timeout: HANGS,
    });
    return { code: status, stdout, stderr };
  }

  /** Runs one function of scripts, in the host's shell. */
  call(files: readonly string[], call: string, variables: Variables = {}): ScriptResult {
    const stdin = `${scriptText(files, variables)}\nmain() { ${call}\n}\nmain </dev/null\n`;
    return this.run({ command: "sh -eu -s", stdin });
  }

  /** Starts a command in the background, in its own process group, which ends with the host. */
  start(command: string): ChildProcess {
    const child = spawn("/bin/sh", ["-c", command], { env: this.#environment(), detached: true });
    this.#children.push(child);
    return child;
  }

  /** Starts a command and waits until it prints `line`. */
  async startUntil(command: string, line: string): Promise<ChildProcess> {
    const child = this.start(command);
    let said = "";
    const late = setTimeout(() => child.kill("SIGKILL"), HANGS);
    for await (const text of child.stdout ?? []) {
      said += text;
      if (said.split("\n").includes(line)) break;
    }
    clearTimeout(late);
    if (!said.includes(line)) throw new Error(`Waited for "${line}": it printed "${said}"`);
    return child;
  }

  /** The permissions of a file: `"640"`. */
  modeOf(path: string): string {
    return (statSync(join(this.folder, path)).mode & 0o777).toString(8);
  }

  chmod(path: string, mode: number): void {
    chmodSync(join(this.folder, path), mode);
  }

  /** Writes a file below the host's folder: `write("conf/7000.conf", "port 7000\n")`. */
  write(path: string, text: string): void {
    const full = join(this.folder, path);
    mkdirSync(join(full, ".."), { recursive: true });
    writeFileSync(full, text);
  }

  /** Puts a program of that name before the machine's own, for the commands that run from now on. */
  install(name: string, text: string): void {
    this.write(`bin/${name}`, text);
    chmodSync(join(this.folder, "bin", name), 0o755);
  }

  /** Takes a program of the machine away, for the commands that run from now on. */
  uninstall(name: string): void {
    const folder = join(this.folder, "programs");
    mkdirSync(folder);
    for (const program of readdirSync("/usr/bin")) {
      if (program !== name) symlinkSync(join("/usr/bin", program), join(folder, program));
    }
    this.#programs = folder;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** All files below the directory of the confs, sorted. */
  files(): string[] {
    if (!existsSync(this.directory)) return [];
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.directory.length + 1))
      .sort();
  }

  /** The lines that the fakes logged since the last call, without the host's folder. */
  takeLog(): string[] {
    if (!this.has("log")) return [];
    const lines = this.read("log").trimEnd().split("\n");
    rmSync(join(this.folder, "log"));
    return lines.map((line) => line.replaceAll(this.folder, ""));
  }

  /** The processes that run in the host's folder. */
  processes(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => cwdOf(pid).startsWith(`${this.folder}/`))
      .map(Number);
  }

  /** Ends every process of the host, and waits until all have ended. */
  async endProcesses(): Promise<void> {
    for (const pid of this.processes()) kill(pid);
    await until("the host's processes to end", () =>
      this.processes().length === 0 ? true : undefined,
    );
  }

  /** Ends every process of the host and removes its folder. */
  end(): void {
    for (const { pid } of this.#children) if (pid !== undefined) kill(-pid);
    for (const pid of this.processes()) kill(pid);
    // Who was just killed may still write a file.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  #environment(): Record<string, string> {
    return { PATH: `${join(this.folder, "bin")}:${this.#programs}`, FAKES: this.folder };
  }
}

/** Kills a process, or by a negative number a process group; none when it has ended meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
