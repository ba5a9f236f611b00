import { isPrivate, networkOf, overlaps, parsePrefix } from "../network/address";
import { type MachineFacts, TOOLS } from "./machineFacts";

export interface LabRequest {
  /** The addresses of all hosts, including those that run already. */
  hosts: readonly string[];
  /** This machine's own addresses in the lab: `"192.168.56.1/24"`. */
  gateways: readonly string[];
  /** The name of this machine's link to the lab; its routes are no obstacle. */
  link: string;
}

/** Lists why the lab cannot be created on this machine, each with its cure. */
export function obstacles(request: LabRequest, machine: MachineFacts): string[] {
  const { platform, userId, missingTools } = machine;
  if (platform !== "linux") {
    return [`Hosts are Linux namespaces, but this is ${platform}. Use a Linux virtual machine`];
  }
  const networks = [...new Set(request.hosts.map(networkOf))];
  return [
    ...userObstacles(userId),
    ...toolObstacles(missingTools),
    ...new Set(request.hosts.flatMap((host) => addressObstacles(host, request))),
    ...networks.flatMap((network) => routeObstacles(network, request.link, machine)),
  ];
}

function userObstacles(userId: number): string[] {
  if (userId === 0) return [];
  return [`Namespaces and mounts require root, but this is user ${userId}. Run it with sudo`];
}

function toolObstacles(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((tool) => TOOLS[tool] ?? tool))].sort();
  return [`Not on PATH: ${missing.join(", ")}. Install: apt-get install ${packages.join(" ")}`];
}

function addressObstacles(host: string, { hosts, gateways }: LabRequest): string[] {
  const last = Number(host.split(".")[3]);
  if (!isPrivate(host)) {
    const ranges = "10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16";
    return [`${host} is not a private address. Choose one in ${ranges}`];
  }
  if (last === 0 || last === 255) {
    return [`${host} cannot be a host of ${networkOf(host)}. Choose one that ends in 1 to 254`];
  }
  if (gateways.some((gateway) => gateway.split("/")[0] === host)) {
    return [`${host} is this machine's own address in the lab. Take the lab down first`];
  }
  return hosts.indexOf(host) === hosts.lastIndexOf(host) ? [] : [`${host} is given twice`];
}

/** A route to a part of the network counts too: the lab would not get the packets to that part. */
function routeObstacles(network: string, link: string, { routes }: MachineFacts): string[] {
  const other = routes.find(
    (route) =>
      route.to !== "default" &&
      route.link !== link &&
      overlaps(parsePrefix(route.to), parsePrefix(network)),
  );
  if (other === undefined) return [];
  const target = other.link === "" ? "nowhere" : `to ${other.link}`;
  return [
    `Network ${network} is in use: this machine routes ${other.to} ${target}. ` +
      "Choose other addresses, or take that link down",
  ];
}
