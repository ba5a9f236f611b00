// @ts-check
// preflight.js [VERB ARGUMENTS]: checks this machine before anything is installed or changed. Prints
// the problems and exits with 2, or prints nothing. JavaScript: there is no TypeScript loader yet.

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const OLDEST_NODE = [20, 19];

/**
 * @param {{ platform: string, uid: number, node: string, hasApt: boolean, routes: string, hosts: string[] }} machine
 *   `routes` is the text of /proc/net/route; `hosts` are the addresses to be created
 * @returns {string[]} each with its cure
 */
function findObstacles({ platform, uid, node, hasApt, routes, hosts }) {
  const obstacles = findOldNode(node);
  if (platform !== "linux") {
    obstacles.push(
      `Hosts are Linux namespaces, but this is ${platform}. Use Linux, or your own hosts with: npm run pulumi -- up`,
    );
    return obstacles;
  }
  if (uid !== 0) obstacles.push("Creating hosts requires root. Become root first: sudo -s");
  if (!hasApt) {
    obstacles.push("The hosts' packages come from apt-get, which is missing. Use Debian or Ubuntu");
  }
  const routed = findRouted(routes, hosts);
  if (routed !== undefined) {
    obstacles.push(
      `${routed.host} is in use: this machine routes it to ${routed.link}. Take that link down, or change the addresses in Pulumi.dev.yaml`,
    );
  }
  return obstacles;
}

/** @param {string} node "20.19.0" @returns {string[]} */
function findOldNode(node) {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  return isOld ? [`Node ${OLDEST_NODE.join(".")} or later is required; this is ${node}`] : [];
}

/** @param {string} routes @param {string[]} hosts */
function findRouted(routes, hosts) {
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

/** The lab checks its own addresses; later routes must not prevent a clean-up. @param {string[]} argv */
function createsHosts([verb, ...args]) {
  return verb === undefined || (verb === "demo" && args[0] !== "down");
}

/** @param {string[]} argv */
function readMachine(argv) {
  const routes = "/proc/net/route";
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    node: process.versions.node,
    hasApt: existsSync("/usr/bin/apt-get"),
    routes: existsSync(routes) ? readFileSync(routes, "utf8") : "",
    hosts: createsHosts(argv) ? readHosts() : [],
  };
}

function readHosts() {
  const project = join(__dirname, "..", "..");
  const own = join(project, ".demo", "Pulumi.dev.yaml");
  const config = readFileSync(existsSync(own) ? own : join(project, "Pulumi.dev.yaml"), "utf8");
  const addresses = [...config.matchAll(/^\s*-?\s*address:\s*["']?([\d.]+)/gm)];
  return addresses.map(([, address = ""]) => address);
}

if (require.main === module) {
  const argv = process.argv.slice(2);
  const isOwn = argv[0] === "own:pulumi";
  const obstacles = isOwn ? findOldNode(process.versions.node) : findObstacles(readMachine(argv));
  if (obstacles.length > 0) {
    const what = isOwn ? "the stack" : "the hosts";
    const lines = obstacles.map((line) => `  ${line}\n`).join("");
    process.stderr.write(`Error: this machine cannot run ${what}. Nothing was changed.\n${lines}`);
    process.exitCode = 2;
  }
}

module.exports = { createsHosts, findObstacles, findOldNode };
