// @ts-check
// Checks the machine before anything is installed or changed. Plain JavaScript: the TypeScript loader
// may not be installed yet. Prints every obstacle with what to do, and then exits with 2.

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/** The oldest supported Node, major and minor. */
const OLDEST_NODE = [20, 19];

/**
 * Lists what keeps this machine from running a lab.
 * @param {{ platform: string, uid: number, node: string, hasApt: boolean, routes: string, hosts: string[] }} machine
 *   `routes` is the text of /proc/net/route; `hosts` are the addresses that the lab will have
 * @returns {string[]} one line each
 */
function findObstacles({ platform, uid, node, hasApt, routes, hosts }) {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  const obstacles = [];
  if (isOld) obstacles.push(`Node ${OLDEST_NODE.join(".")} or later is required. This is ${node}.`);
  if (platform !== "linux") {
    obstacles.push(
      `The demo's hosts are Linux namespaces. This is ${platform}. Use a Linux machine, or hosts of your own and: pulumi up`,
    );
    return obstacles;
  }
  if (uid !== 0)
    obstacles.push("Only root can create namespaces. Become root (sudo -s) and try again.");
  if (!hasApt)
    obstacles.push(
      "The hosts' packages come from apt-get, which is missing. Use Debian or Ubuntu.",
    );
  const taken = findTaken(routes, hosts);
  if (taken !== undefined) {
    obstacles.push(
      `The network of ${taken.host} is already reached through ${taken.link}. Take ${taken.link} down, or change the addresses in Pulumi.dev.yaml.`,
    );
  }
  return obstacles;
}

/**
 * Finds a host whose address this machine routes by another route than the default one.
 * @param {string} routes
 * @param {string[]} hosts
 */
function findTaken(routes, hosts) {
  for (const line of routes.split("\n").slice(1)) {
    const [link = "", destination = "", , , , , , mask = ""] = line.split(/\s+/);
    const bits = littleEndian(mask);
    if (bits === 0 || link.startsWith("lab-")) continue;
    const host = hosts.find(
      (address) => (toNumber(address) & bits) === (littleEndian(destination) & bits),
    );
    if (host !== undefined) return { host, link };
  }
  return undefined;
}

/** @param {string} hex "0038A8C0" is 192.168.56.0 in /proc/net/route */
function littleEndian(hex) {
  return Buffer.from(hex.padStart(8, "0"), "hex").readInt32LE();
}

/** @param {string} address "192.168.56.65" */
function toNumber(address) {
  return Buffer.from(address.split(".").map(Number)).readInt32BE();
}

/** @param {string} command as given to run.sh: `"demo up"` */
function readMachine(command) {
  const routes = "/proc/net/route";
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    node: process.versions.node,
    hasApt: existsSync("/usr/bin/apt-get"),
    routes: existsSync(routes) ? readFileSync(routes, "utf8") : "",
    hosts: command === "demo up" ? readHosts() : [],
  };
}

/** Only `demo up` creates these hosts: tests have a network of their own, and `lab` checks itself. */
function readHosts() {
  const own = join(__dirname, "..", ".demo", "Pulumi.dev.yaml");
  const file = existsSync(own) ? own : join(__dirname, "..", "Pulumi.dev.yaml");
  const lines = readFileSync(file, "utf8").matchAll(/^\s*-?\s*address:\s*["']?([\d.]+)/gm);
  return [...lines].map(([, address = ""]) => address);
}

if (require.main === module) {
  const obstacles = findObstacles(readMachine(process.argv.slice(2).join(" ")));
  if (obstacles.length > 0) {
    const lines = obstacles.map((line) => `  ${line}\n`).join("");
    process.stderr.write(`Error: this machine is not suitable. Nothing was changed.\n${lines}`);
    process.exitCode = 2;
  }
}

module.exports = { findObstacles };
