import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { labId } from "../../lab/labId";
import { openLab } from "../../lab/openLab";
import { findMarked } from "../../lab/processes/findMarked";
import { listProcesses } from "../../lab/processes/listProcesses";
import { generateSshKeyPair } from "../../lab/sshKeyPair";
import { waitFor } from "../../lab/waitFor";
import { runBySsh } from "../lab/support/runBySsh";
import { type Inventory, takeInventory } from "../lab/support/takeInventory";

const ONE = "192.168.56.65";
const OTHER = "192.168.56.66";
const HOSTS = [{ address: ONE }, { address: OTHER }];
const PROJECT = join(__dirname, "..", "..");
const KEY = generateSshKeyPair();
const ACCESS = { publicKey: KEY.public };

const ssh = (host: string, command: string) => runBySsh(host, KEY.private, command);

let root: string;
let before: Inventory;

beforeAll(() => {
  if (process.env["LAB_NAMESPACE"] !== "1") {
    throw new Error(
      "Cannot test the lab as its hosts must be unable to leave the machine: run it as npm test " +
        "does, in network, mount and PID namespaces of its own with LAB_NAMESPACE=1",
    );
  }
  root = mkdtempSync(join(tmpdir(), "lab-"));
  before = takeInventory();
});

afterAll(() => {
  if (root !== undefined) rmSync(root, { recursive: true });
});

function expectNothingLeft(directory: string): void {
  const after = takeInventory();
  expect({ ...after, processes: [] }).toEqual({ ...before, processes: [] });
  expect(after.processes.filter((one) => !before.processes.includes(one))).toEqual([]);
  expect(existsSync(directory)).toBe(false);
}

describe("a lab of two hosts", () => {
  let directory: string;
  const lab = () => openLab({ directory, layers: [join(root, "layer")] });

  beforeAll(async () => {
    directory = join(root, "two, of: them");
    mkdirSync(join(root, "layer", "opt", "other"), { recursive: true });
    writeFileSync(join(root, "layer", "opt", "other", "server"), "other");
    await lab().up(HOSTS, ACCESS);
  }, 30_000);

  afterAll(() => lab().down(), 30_000);

  test("both are reached by SSH at their addresses, and have a Redis server", async () => {
    for (const { address } of HOSTS) {
      const { exitCode, stdout } = await ssh(address, "hostname && redis-server --version");
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`^host-${address.replaceAll(".", "-")}\nRedis server v=\\d+\\.\\d+\\.\\d+ `),
      );
    }
  });

  test("OpenSSH reads the generated key", async () => {
    const read = "umask 077; cat >/tmp/key; ssh-keygen -y -f /tmp/key; rm /tmp/key";
    const { stdout } = await lab().exec(ONE, ["sh", "-c", read], generateSshKeyPair("me").private);
    expect(stdout).toMatch(/^ssh-ed25519 \S+ me\n$/);
  });

  test("each has its own disk, and sees nothing of the project or of the machine's /root", async () => {
    expect((await ssh(ONE, "mkdir /root/conf && echo one >/root/conf/file")).exitCode).toBe(0);
    expect((await ssh(OTHER, "ls /root")).stdout).toBe("");
    // The project itself may lie below /tmp, where it is not there at all or an empty folder.
    const seen = `find '${PROJECT}' /tmp /var/lib/redis -mindepth 1 -not -path '${PROJECT}' 2>/dev/null`;
    expect((await ssh(OTHER, `${seen}; true`)).stdout).toBe("");
    expect(existsSync("/root/conf")).toBe(false);
  });

  test("they have the further layers", async () => {
    expect((await ssh(ONE, "cat /opt/other/server")).stdout).toBe("other");
  });

  test("one hears the other, and only its own processes are there", async () => {
    await lab().exec(ONE, ["redis-server", "--daemonize", "yes", "--protected-mode", "no"]);
    const info = await ssh(OTHER, `redis-cli -h ${ONE} ping`);
    expect(info).toEqual({ exitCode: 0, stdout: "PONG\n" });
    expect((await ssh(OTHER, "pgrep redis-server")).exitCode).toBe(1);
    expect((await ssh(ONE, "redis-cli shutdown nosave; cat /proc/1/comm")).stdout).toBe("sshd\n");
  });

  test("a second up changes nothing and is done at once", async () => {
    const first = await lab().status();
    const disks = takeInventory();
    const start = performance.now();
    await lab().up(HOSTS, ACCESS);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await lab().status()).toEqual(first);
    expect({ ...takeInventory(), processes: [] }).toEqual({ ...disks, processes: [] });
  });

  test("another key may log in too, on a host that runs, that is cut or that starts later", async () => {
    const other = generateSshKeyPair("another");
    const login = (host: string) => runBySsh(host, other.private, "hostname");
    await lab().cut(OTHER);
    const before = await lab().status();
    await lab().up(HOSTS, { publicKey: other.public });
    expect(await lab().status()).toEqual(before);
    expect((await login(ONE)).stdout).toBe("host-192-168-56-65\n");
    await lab().heal(OTHER);
    expect((await login(OTHER)).stdout).toBe("host-192-168-56-66\n");
    await lab().crash(ONE);
    await lab().start(ONE);
    expect((await login(ONE)).stdout).toBe("host-192-168-56-65\n");
    expect((await ssh(ONE, "stat -c %a .ssh/authorized_keys")).stdout).toBe("644\n");
  });

  test("a second lab cannot have the same network, and leaves no trace of the attempt", async () => {
    const second = openLab({ directory: join(root, "second") });
    await expect(second.up([{ address: "192.168.56.70" }], ACCESS)).rejects.toThrow(
      "Cannot use network 192.168.56.0/24 as the machine already routes it elsewhere: " +
        `192.168.56.0/24 goes to "lab-${labId(directory)}"`,
    );
    expect(existsSync(join(root, "second"))).toBe(false);
  });

  test("a second lab with another network stands beside it", async () => {
    const second = openLab({ directory: join(root, "second") });
    onTestFinished(() => second.down());
    await second.up([{ address: "10.11.12.1" }], ACCESS);
    expect((await ssh("10.11.12.1", "hostname")).stdout).toBe("host-10-11-12-1\n");
    expect((await ssh(ONE, "hostname")).stdout).toBe("host-192-168-56-65\n");
  });

  test("a host that is cut hears nobody and runs on, until it is healed", async () => {
    await lab().cut(ONE);
    expect((await lab().status()).map((host) => host.condition)).toEqual(["cut", "up"]);
    await expect(ssh(ONE, "true")).rejects.toThrow();
    const inside = await lab().exec(ONE, ["sh", "-c", "hostname; cat"], "from outside");
    expect(inside).toEqual({
      exitCode: 0,
      stdout: "host-192-168-56-65\nfrom outside",
      stderr: "",
    });
    await lab().heal(ONE);
    expect((await ssh(ONE, "hostname")).stdout).toBe("host-192-168-56-65\n");
  });

  test("a crash ends all that runs on a host, and its disk is there when it starts again", async () => {
    await ssh(ONE, "mkdir -p /root/conf && echo kept >/root/conf/file");
    const server = ["redis-server", "--port", "7000", "--daemonize", "yes"];
    expect((await lab().exec(ONE, server)).exitCode).toBe(0);
    expect(countServers()).toBe(1);
    await lab().crash(ONE);
    expect(countServers()).toBe(0);
    expect((await lab().status()).map((host) => host.condition)).toEqual(["down", "up"]);
    await expect(ssh(ONE, "true")).rejects.toThrow();
    await expect(lab().exec(ONE, ["true"])).rejects.toThrow(
      `Cannot use host ${ONE} as it must run: it was not made, or has ended`,
    );
    await lab().start(ONE);
    expect((await ssh(ONE, "cat /root/conf/file")).stdout).toBe("kept\n");
    await lab().start(ONE);
    expect((await lab().status()).map((host) => host.condition)).toEqual(["up", "up"]);
  });

  test("a host that is not the lab's is not started", async () => {
    await expect(lab().start("192.168.56.99")).rejects.toThrow(
      `Cannot start host 192.168.56.99 as the lab must have it: it has ${ONE}, ${OTHER}`,
    );
  });

  test("down leaves nothing, and a second one finds nothing to do", async () => {
    await lab().down();
    expectNothingLeft(directory);
    expect(await lab().status()).toEqual([]);
    await lab().down();
  });
});

describe("an up that was killed", () => {
  const moments: Record<string, (directory: string) => boolean> = {
    "the state is written": (directory) => existsSync(join(directory, "lab.json")),
    "the image is unpacked": (directory) => existsSync(join(directory, "disks", "image.next")),
    "the switch is made": (directory) => existsSync(join(directory, "disks", "switch")),
    "a host begins": (directory) =>
      findMarked(labId(directory)).some(({ subject }) => subject === ONE),
    "a host has a key": (directory) =>
      existsSync(join(directory, `disks/hosts/${ONE}/upper/etc/ssh/ssh_host_ed25519_key`)),
  };

  test.each(Object.keys(moments))(
    "when %s is taken away by down",
    async (moment) => {
      const directory = join(root, "killed");
      await killUp(directory, moment);
      await openLab({ directory }).down();
      expectNothingLeft(directory);
    },
    30_000,
  );

  test.each(Object.keys(moments))(
    "when %s is finished by the next up",
    async (moment) => {
      const directory = join(root, "killed");
      const lab = openLab({ directory });
      onTestFinished(() => lab.down());
      await killUp(directory, moment);
      await lab.up(HOSTS, ACCESS);
      for (const { address } of HOSTS) expect((await ssh(address, "true")).exitCode).toBe(0);
      expect((await lab.status()).map((host) => host.condition)).toEqual(["up", "up"]);
      await lab.down();
      expectNothingLeft(directory);
    },
    30_000,
  );

  async function killUp(directory: string, moment: string): Promise<void> {
    const up = spawnUp([], directory);
    const isThere = moments[moment] ?? (() => false);
    await waitFor(() => isThere(directory), { what: moment, limit: 10_000, interval: 1 });
    up.kill("SIGKILL");
    await once(up, "exit");
  }
});

test("killing the namespaces that a lab is in takes the whole lab with them", async () => {
  const directory = join(root, "inner");
  const spaces = ["--net", "--mount", "--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc"];
  const outer = spawnUp(
    ["unshare", ...spaces],
    directory,
    "await new Promise(() => setInterval(() => {}, 1e6))",
  );
  const servers = () => listProcesses().filter(({ name }) => name === "sshd").length;
  await waitFor(() => servers() === 2, { what: "two hosts in there", limit: 10_000 });
  outer.kill("SIGKILL");
  await once(outer, "exit");
  await waitFor(() => servers() === 0, { what: "them to end", limit: 1_000 });
  rmSync(directory, { recursive: true });
  expectNothingLeft(directory);
}, 30_000);

test("thirty hosts are up within seconds", async () => {
  const directory = join(root, "thirty");
  const lab = openLab({ directory });
  onTestFinished(() => lab.down());
  const hosts = Array.from({ length: 30 }, (_, index) => ({ address: `10.20.30.${index + 1}` }));
  const start = performance.now();
  await lab.up(hosts, ACCESS);
  expect(performance.now() - start).toBeLessThan(15_000);
  expect((await lab.status()).filter((host) => host.condition === "up")).toHaveLength(30);
  await lab.down();
  expectNothingLeft(directory);
}, 60_000);

function countServers(): number {
  return listProcesses().filter(({ name }) => name === "redis-server").length;
}

/** Runs up in a program of its own, so that it can be killed. */
function spawnUp(prefix: string[], directory: string, then = "") {
  const code = `(async () => {
    const { openLab } = require("./lab/openLab");
    await openLab({ directory: process.argv[1] }).up(JSON.parse(process.argv[2]), JSON.parse(process.argv[3]));
    ${then}
  })()`;
  const node = [process.execPath, "--require", "@swc-node/register", "-e", code];
  const [file = "", ...rest] = [
    ...prefix,
    ...node,
    directory,
    JSON.stringify(HOSTS),
    JSON.stringify(ACCESS),
  ];
  return spawn(file, rest, { cwd: PROJECT, stdio: ["ignore", "ignore", "inherit"] });
}
