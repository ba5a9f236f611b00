import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parseCommand } from "../../tools/lab/cli/parseCommand";
import { runCommand } from "../../tools/lab/cli/runCommand";
import { openLab } from "../../tools/lab/openLab";
import { findMarked } from "../../tools/lab/processes/labProcesses";
import { listProcesses } from "../../tools/lab/processes/processStat";
import { waitFor } from "../../tools/lab/processes/wait";
import { generateSshKeyPair } from "../../tools/lab/sshKeyPair";
import { labId } from "../../tools/lab/state/labLocation";
import { runBySsh } from "../tools/lab/support/runBySsh";
import { type Inventory, takeInventory } from "../tools/lab/support/takeInventory";

const ONE = "192.168.56.65";
const OTHER = "192.168.56.66";
const HOSTS = [{ address: ONE }, { address: OTHER }];
const PROJECT = join(__dirname, "..", "..");
const KEY = generateSshKeyPair();
const ACCESS = { publicKey: KEY.public };

/** ms. No check of time: what has not come by then never comes, on a busy machine too. */
const HANGS = 60_000;

const ssh = (host: string, command: string) => runBySsh(host, KEY.private, command);
/** A host that is not there never answers, so that no machine is too busy for a short wait. */
const sshInVain = (host: string) => runBySsh(host, KEY.private, "true", 2_000);

let root: string;
let before: Inventory;

beforeAll(() => {
  if (process.env["LAB_NAMESPACE"] !== "1") {
    throw new Error(
      "Cannot test the lab outside separate namespaces: packets could leave this machine. " +
        "Run it with npm test -- FILE",
    );
  }
  root = mkdtempSync(join(tmpdir(), "lab-"));
  before = takeInventory();
});

afterAll(() => {
  if (root !== undefined) rmSync(root, { recursive: true });
});

async function expectNothingLeft(directory: string): Promise<void> {
  const added = () => takeInventory().processes.filter((one) => !before.processes.includes(one));
  // A tool that a killed program had just started ends without help.
  await waitFor(() => added().length === 0, { what: "the last tools to end", limit: HANGS });
  expect({ ...takeInventory(), processes: [] }).toEqual({ ...before, processes: [] });
  expect(existsSync(directory)).toBe(false);
  expect(existsSync(`${directory}.lock`)).toBe(false);
}

describe("a lab of two hosts", () => {
  let directory: string;
  const lab = () => openLab({ directory, layers: [join(root, "layer")] });

  beforeAll(async () => {
    directory = join(root, "two, of: them");
    mkdirSync(join(root, "layer", "opt", "other"), { recursive: true });
    writeFileSync(join(root, "layer", "opt", "other", "server"), "other");
    await lab().up(HOSTS, ACCESS);
  });

  afterAll(() => lab().down());

  test("both answer SSH at their addresses and have a Redis server", async () => {
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

  test("each has its own disk and does not see the project or this machine's /root", async () => {
    expect((await ssh(ONE, "mkdir /root/conf && echo one >/root/conf/file")).exitCode).toBe(0);
    expect((await ssh(OTHER, "ls /root")).stdout).toBe("");
    // If the project is below /tmp, hosts have no such directory or an empty one.
    const seen = `find '${PROJECT}' /tmp /var/lib/redis -mindepth 1 -not -path '${PROJECT}' 2>/dev/null`;
    expect((await ssh(OTHER, `${seen}; true`)).stdout).toBe("");
    expect(existsSync("/root/conf")).toBe(false);
  });

  test("they have the further layers", async () => {
    expect((await ssh(ONE, "cat /opt/other/server")).stdout).toBe("other");
  });

  test("hosts reach each other and see only their own processes", async () => {
    // It comes back before it listens.
    const start =
      "redis-server --daemonize yes --protected-mode no; until redis-cli ping; do sleep 0.05; done";
    expect((await lab().exec(ONE, ["sh", "-c", start])).exitCode).toBe(0);
    const info = await ssh(OTHER, `redis-cli -h ${ONE} ping`);
    expect(info).toEqual({ exitCode: 0, stdout: "PONG\n" });
    expect((await ssh(OTHER, "pgrep redis-server")).exitCode).toBe(1);
    expect((await ssh(ONE, "redis-cli shutdown nosave; cat /proc/1/comm")).stdout).toBe("sshd\n");
    await waitFor(() => countServers() === 0, { what: "the server to end", limit: HANGS });
  });

  test("a second up changes nothing: it starts no host and unpacks no image", async () => {
    const first = await lab().status();
    const disks = takeInventory();
    const image = statSync(join(directory, "disks", "image"));
    await lab().up(HOSTS, ACCESS);
    expect(statSync(join(directory, "disks", "image")).ino).toBe(image.ino);
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
      "Cannot create the hosts. Nothing was changed:\n  - Network 192.168.56.0/24 is in use: " +
        `this machine routes 192.168.56.0/24 to lab-${labId(directory)}.`,
    );
    expect(existsSync(join(root, "second"))).toBe(false);
  });

  test("a second lab can have another network", async () => {
    const second = openLab({ directory: join(root, "second") });
    onTestFinished(() => second.down());
    await second.up([{ address: "10.11.12.1" }], ACCESS);
    expect((await ssh("10.11.12.1", "hostname")).stdout).toBe("host-10-11-12-1\n");
    expect((await ssh(ONE, "hostname")).stdout).toBe("host-192-168-56-65\n");
  });

  test("a host that is cut keeps running without a network until it is healed", async () => {
    await lab().cut(ONE);
    expect((await lab().status()).map((host) => host.condition)).toEqual(["cut", "up"]);
    await expect(sshInVain(ONE)).rejects.toThrow();
    const inside = await lab().exec(ONE, ["sh", "-c", "hostname; cat"], "from outside");
    expect(inside).toEqual({
      exitCode: 0,
      stdout: "host-192-168-56-65\nfrom outside",
      stderr: "",
    });
    await lab().heal(ONE);
    expect((await ssh(ONE, "hostname")).stdout).toBe("host-192-168-56-65\n");
  });

  test("a crash ends every process of a host, and its disk is kept until it starts again", async () => {
    await ssh(ONE, "mkdir -p /root/conf && echo kept >/root/conf/file");
    const server = ["redis-server", "--port", "7000", "--daemonize", "yes"];
    expect((await lab().exec(ONE, server)).exitCode).toBe(0);
    expect(countServers()).toBe(1);
    await lab().crash(ONE);
    expect(countServers()).toBe(0);
    expect((await lab().status()).map((host) => host.condition)).toEqual(["down", "up"]);
    await expect(sshInVain(ONE)).rejects.toThrow();
    await expect(lab().exec(ONE, ["true"])).rejects.toThrow(
      `Host ${ONE} does not run: it was never created, or has ended`,
    );
    await lab().start(ONE);
    expect((await ssh(ONE, "cat /root/conf/file")).stdout).toBe("kept\n");
    await lab().start(ONE);
    expect((await lab().status()).map((host) => host.condition)).toEqual(["up", "up"]);
  });

  test("an unknown host is not started", async () => {
    await expect(lab().start("192.168.56.99")).rejects.toThrow(
      `Cannot start 192.168.56.99: the lab has no such host. It has ${ONE}, ${OTHER}`,
    );
  });

  test("down leaves nothing, and a second one does nothing", async () => {
    await lab().down();
    await expectNothingLeft(directory);
    expect(await lab().status()).toEqual([]);
    await lab().down();
  });
});

describe("an up that was killed", () => {
  const moments: Record<string, (directory: string) => boolean> = {
    "the state is written": (directory) => existsSync(join(directory, "lab.json")),
    "the image is being unpacked": (directory) =>
      existsSync(join(directory, "disks", "image.next")),
    "the switch is made": (directory) => existsSync(join(directory, "disks", "switch")),
    "a host starts": (directory) =>
      findMarked(labId(directory)).some(({ subject }) => subject === ONE),
    "a host has a key": (directory) =>
      existsSync(join(directory, `disks/hosts/${ONE}/upper/etc/ssh/ssh_host_ed25519_key`)),
  };

  test.each(Object.keys(moments))("when %s is removed by down", async (moment) => {
    const directory = join(root, "killed");
    onTestFinished(() => openLab({ directory }).down());
    await killUp(directory, moment);
    await openLab({ directory }).down();
    await expectNothingLeft(directory);
  });

  test.each(Object.keys(moments))("when %s is continued by the next up", async (moment) => {
    const directory = join(root, "killed");
    const lab = openLab({ directory });
    onTestFinished(() => lab.down());
    await killUp(directory, moment);
    await lab.up(HOSTS, ACCESS);
    for (const { address } of HOSTS) expect((await ssh(address, "true")).exitCode).toBe(0);
    expect((await lab.status()).map((host) => host.condition)).toEqual(["up", "up"]);
    await lab.down();
    await expectNothingLeft(directory);
  });

  /** Kills an up at that moment, or later where this program was kept from looking: it must not matter. */
  async function killUp(directory: string, moment: string): Promise<void> {
    const up = spawnUp([], directory);
    const ended = once(up, "exit");
    const isThere = moments[moment] ?? (() => false);
    try {
      await waitFor(() => isThere(directory), { what: moment, limit: HANGS, interval: 1 });
    } finally {
      up.kill("SIGKILL");
      await ended;
    }
  }
});

test("two ups at once take turns", async () => {
  const directory = join(root, "at-once");
  const lab = openLab({ directory });
  onTestFinished(() => lab.down());
  const ups = [spawnUp([], directory), spawnUp([], directory)];
  const codes = await Promise.all(ups.map(async (up) => (await once(up, "exit"))[0]));
  expect(codes).toEqual([0, 0]);
  expect((await lab.status()).map((host) => host.condition)).toEqual(["up", "up"]);
  await lab.down();
  await expectNothingLeft(directory);
}, 30_000);

describe("an up that fails", () => {
  test("before its first host starts removes the new lab", async () => {
    const directory = join(root, "failing");
    const lab = openLab({ directory, layers: [join(root, "no-such-layer")] });
    await expect(lab.up(HOSTS, ACCESS)).rejects.toThrow(
      /^Cannot run tools\/lab\/scripts\/disks.sh: .* failed with exit code 1\n.*no-such-layer/,
    );
    await expectNothingLeft(directory);
  });

  test("because of a routing rule names the host, and removes the new lab", async () => {
    const directory = join(root, "failing");
    const rule = ["to", "10.66.1.2", "prohibit", "priority", "100"];
    execFileSync("ip", ["rule", "add", ...rule]);
    onTestFinished(() => void execFileSync("ip", ["rule", "delete", ...rule]));
    const hosts = [{ address: "10.66.1.2" }, { address: "10.66.1.3" }];
    await expect(openLab({ directory }).up(hosts, ACCESS)).rejects.toThrow(
      `Cannot reach the hosts through their link lab-${labId(directory)}; a routing rule of this ` +
        "machine (see: ip rule) probably overrides it:\n  10.66.1.2  goes to no link\n",
    );
    await expectNothingLeft(directory);
  });

  test("because its hosts do not start names each of them, and leaves no process", async () => {
    const directory = join(root, "failing");
    const layer = join(root, "without-sshd");
    mkdirSync(join(layer, "usr", "sbin"), { recursive: true });
    writeFileSync(join(layer, "usr", "sbin", "sshd"), "#!/bin/sh\necho no sshd; exit 1\n", {
      mode: 0o755,
    });
    const lab = openLab({ directory, layers: [layer] });
    onTestFinished(() => lab.down());
    await expect(lab.up(HOSTS, ACCESS)).rejects.toThrow(
      [ONE, OTHER]
        .map((host) => `Cannot start host ${host}: Host ${host} ended while starting\nno sshd`)
        .join("\n"),
    );
    expect(findMarked(labId(directory))).toEqual([]);
    await lab.down();
    await expectNothingLeft(directory);
  });
});

test("after a reboot start names the cause, and up creates the lab again", async () => {
  const directory = join(root, "rebooted");
  const lab = openLab({ directory });
  onTestFinished(() => lab.down());
  await lab.up(HOSTS, ACCESS);
  for (const { address } of HOSTS) await lab.crash(address);
  execFileSync("umount", ["--recursive", join(directory, "disks")]);
  const link = `lab-${labId(directory)}`;
  // Without its last mount the network of the hosts ends, and takes the link with it: at some moment.
  execFileSync("sh", ["-c", `ip link delete ${link} || ! ip link show ${link}`]);

  expect((await lab.status()).map((host) => host.condition)).toEqual(["down", "down"]);
  await expect(lab.start(ONE)).rejects.toThrow(
    `Cannot start host ${ONE}: its disk is missing, probably because this machine was rebooted. ` +
      "Create the lab again with up",
  );
  await lab.up(HOSTS, ACCESS);
  expect((await ssh(ONE, "hostname")).stdout).toBe("host-192-168-56-65\n");
  await lab.down();
  await expectNothingLeft(directory);
}, 30_000);

describe("the command line", () => {
  const directory = () => join(root, "command", "lab");
  const run = (...words: string[]) =>
    runCommand(parseCommand(words), { directory: directory(), log: () => {} });

  test("shows the state of the hosts", async () => {
    onTestFinished(async () => void (await run("down")));
    const shown = await run("up", ONE);
    const key = join(directory(), "id_ed25519");
    expect(shown.replace(/\d+\)/, "PID)")).toBe(
      `${ONE}    running (pid PID)\nLog in with:\n  ssh -i ${key} -o StrictHostKeyChecking=no ` +
        `-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@${ONE}`,
    );
    expect(await run("cut", ONE)).toMatch(
      /^192.168.56.65 {4}running, disconnected from the network \(pid \d+\)$/,
    );
    expect(await run("heal", ONE)).toMatch(/^192.168.56.65 {4}running \(pid \d+\)$/);
    expect(await run("crash", ONE)).toBe(`${ONE}    stopped`);
    expect(await run("down")).toBe("Removed the lab with its hosts and disks");
    expect(await run("status")).toBe("There is no lab. Create one with:\n  npm run lab -- up");
    await expectNothingLeft(join(root, "command"));
  }, 30_000);

  test.each([
    ["8.8.8.8", "8.8.8.8 is not a private address. Choose one in 10.0.0.0/8, "],
    ["127.0.0.1", "127.0.0.1 is not a private address. Choose one in 10.0.0.0/8, "],
    ["10.0.0.255", "10.0.0.255 cannot be a host of 10.0.0.0/24. Choose one that ends in 1 to 254"],
  ])("rejects the address %s and leaves nothing", async (address, obstacle) => {
    await expect(run("up", address)).rejects.toThrow(
      `Cannot create the hosts. Nothing was changed:\n  - ${obstacle}`,
    );
    await expectNothingLeft(join(root, "command"));
  });

  test("names an unknown host and leaves nothing", async () => {
    await expect(run("crash", ONE)).rejects.toThrow(`Host ${ONE} does not run`);
    await expectNothingLeft(join(root, "command"));
  });
});

test("killing the namespaces of a lab ends the whole lab", async () => {
  const directory = join(root, "inner");
  const spaces = ["--net", "--mount", "--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc"];
  const outer = spawnUp(
    ["unshare", ...spaces],
    directory,
    "await new Promise(() => setInterval(() => {}, 1e6))",
  );
  const ended = once(outer, "exit");
  const servers = () => listProcesses().filter(({ name }) => name === "sshd").length;
  try {
    await waitFor(() => servers() === 2, { what: "two hosts in the namespaces", limit: HANGS });
  } finally {
    outer.kill("SIGKILL");
    await ended;
  }
  await waitFor(() => servers() === 0, { what: "them to end", limit: HANGS });
  for (const path of [directory, `${directory}.lock`])
    rmSync(path, { recursive: true, force: true });
  await expectNothingLeft(directory);
});

// How fast they are is measured by the bench, not here, where other work may share the machine.
test("thirty hosts come up and go", async () => {
  const directory = join(root, "thirty");
  const lab = openLab({ directory });
  onTestFinished(() => lab.down());
  const hosts = Array.from({ length: 30 }, (_, index) => ({ address: `10.20.30.${index + 1}` }));
  await lab.up(hosts, ACCESS);
  expect((await lab.status()).filter((host) => host.condition === "up")).toHaveLength(30);
  await lab.down();
  await expectNothingLeft(directory);
});

function countServers(): number {
  return listProcesses().filter(({ name }) => name === "redis-server").length;
}

/** Runs up in a separate program, so that it can be killed. */
function spawnUp(prefix: string[], directory: string, then = "") {
  const code = `(async () => {
    const { openLab } = require("./tools/lab/openLab");
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
