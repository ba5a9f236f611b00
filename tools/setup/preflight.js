// @ts-check
// What must be so before anything is installed or changed; plain JavaScript, as it runs before
// there is a TypeScript loader. Prints every reason with its cure and exits with 2, or says nothing.

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/** The oldest Node that everything here runs on. */
const OLDEST_NODE = [20, 19];

/**
 * Lists what is missing on this machine for a lab.
 * @param {{ platform: string, uid: number, node: string, hasApt: boolean, routes: string, hosts: string[] }} machine
 *   `routes` is the text of /proc/net/route, `hosts` are the lab's addresses
 * @returns {string[]} one sentence each
 */
function findObstacles({ platform, uid, node, hasApt, routes, hosts }) {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  const obstacles = [];
  if (isOld) obstacles.push(`Node ${OLDEST_NODE.join(".")} or later is needed: this is ${node}`);
  if (platform !== "linux") {
    obstacles.push(
      `hosts are made of Linux namespaces: this is ${platform}. Use a Linux machine, or two hosts of your own with: pulumi up`,
    );
    return obstacles;
  }
  if (uid !== 0)
    obstacles.push("only root may make hosts of namespaces: become root (sudo -s) and try again");
  if (!hasApt)
    obstacles.push("the hosts' packages come by apt-get, which is not here: use Debian or Ubuntu");
  const taken = findTaken(routes, hosts);
  if (taken !== undefined) {
    obstacles.push(
      `the network of ${taken.host} is already reached by ${taken.link}: take that down, or change the addresses in Pulumi.dev.yaml`,
    );
  }
  return obstacles;
}

/**
 * Finds a host whose address this machine already routes by more than its default route.
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

function readMachine() {
  const config = readFileSync(join(__dirname, "..", "..", "Pulumi.dev.yaml"), "utf8");
  const routes = "/proc/net/route";
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    node: process.versions.node,
    hasApt: existsSync("/usr/bin/apt-get"),
    routes: existsSync(routes) ? readFileSync(routes, "utf8") : "",
    hosts: [...config.matchAll(/^\s*-?\s*address:\s*["']?([\d.]+)/gm)].map(
      ([, address = ""]) => address,
    ),
  };
}

if (require.main === module) {
  const obstacles = findObstacles(readMachine());
  if (obstacles.length > 0) {
    const lines = obstacles.map((line) => `  - ${line}\n`).join("");
    process.stderr.write(`Cannot make hosts on this machine, and nothing was changed:\n${lines}`);
    process.exitCode = 2;
  }
}

module.exports = { findObstacles };
