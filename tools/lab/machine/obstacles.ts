import { isPrivate, NETWORK_LENGTH, networkOf, overlaps, parsePrefix } from "../network/address";
import { type MachineFacts, TOOLS } from "./machineFacts";

/** What the lab is asked to make. */
export interface LabRequest {
  /** The addresses of all hosts, those that run already included. */
  hosts: readonly string[];
  /** The machine's own addresses in the lab's networks: `"192.168.56.1/24"`. */
  gateways: readonly string[];
  /** The name of the machine's link to the lab, whose routes are the lab's own. */
  link: string;
}

/**
 * Says why the lab cannot be made here, each with the way out, and nothing when it can.
 * Decides from facts alone and touches nothing.
 */
export function refusals(request: LabRequest, machine: MachineFacts): string[] {
  if (machine.platform !== "linux") {
    return [
      "Cannot make a lab as its hosts are Linux namespaces: this machine runs " +
        `${JSON.stringify(machine.platform)}, run it in a Linux virtual machine`,
    ];
  }
  return [
    ...refuseUser(machine.userId),
    ...refuseTools(machine.missingTools),
    ...request.hosts.flatMap((host) => refuseHost(host, request)),
    ...[...new Set(request.hosts.map(networkOf))].flatMap((network) =>
      refuseRoutes(network, request.link, machine),
    ),
  ];
}

function refuseUser(userId: number): string[] {
  if (userId === 0) return [];
  return [`Cannot make a lab as namespaces and mounts need root: user ${userId}, run it with sudo`];
}

function refuseTools(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((tool) => TOOLS[tool] ?? tool))].sort();
  return [
    `Cannot make a lab as it needs ${missing.join(", ")}: not found on PATH, ` +
      `run apt-get install ${packages.join(" ")}`,
  ];
}

function refuseHost(host: string, { hosts, gateways }: LabRequest): string[] {
  const last = Number(host.split(".")[3]);
  const refuse = (rule: string, state: string) => [`Cannot make host ${host} as ${rule}: ${state}`];
  if (!isPrivate(host)) {
    return refuse(
      "a lab must not hide a part of the Internet",
      "it is no private address, choose one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    );
  }
  if (last === 0 || last === 255) {
    return refuse(
      `it names a whole /${NETWORK_LENGTH} network`,
      "choose one that ends in 1 to 254",
    );
  }
  if (gateways.some((gateway) => gateway.split("/")[0] === host)) {
    return refuse("the machine has that address in this lab", "take the lab down first");
  }
  if (hosts.indexOf(host) !== hosts.lastIndexOf(host)) {
    return refuse("each host needs its own address", "it is given twice");
  }
  return [];
}

/** A narrower route elsewhere counts too: it takes some of the network's addresses away. */
function refuseRoutes(network: string, link: string, machine: MachineFacts): string[] {
  const elsewhere = machine.routes.find(
    (route) =>
      route.to !== "default" &&
      route.link !== link &&
      overlaps(parsePrefix(route.to), parsePrefix(network)),
  );
  if (elsewhere === undefined) return [];
  const via = elsewhere.link === "" ? "nowhere" : JSON.stringify(elsewhere.link);
  return [
    `Cannot use network ${network} as the machine already routes it elsewhere: ${elsewhere.to} ` +
      `goes to ${via}, choose other addresses or take that link down`,
  ];
}
