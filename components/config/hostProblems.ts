import { BUS_PORT_OFFSET, type HostSpec } from "../cluster/spec/clusterSpec";
import {
  GIVE_ONE_FAMILY,
  GIVE_OTHER_ADDRESS,
  LIST_PORTS_TOGETHER,
} from "../text/cures/configCures";
import type { ConfigProblem } from "./configProblem";
import { familyOf, isLoopback } from "./ipAddress";

/** Reports what is wrong between hosts and ports that are each right. */
export function hostProblems(hosts: readonly HostSpec[]): ConfigProblem[] {
  return [...portProblems(hosts), ...repeatedHosts(hosts), ...addressProblems(hosts)];
}

/** Each address and port may be used once; a bus port counts as a port. */
function portProblems(hosts: readonly HostSpec[]): ConfigProblem[] {
  const takenBy = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  const take = (endpoint: string, path: string, use: string): boolean => {
    const other = takenBy.get(endpoint);
    if (other === undefined) takenBy.set(endpoint, path);
    else problems.push({ path, reason: `${use}, which ${other} uses too` });
    return other === undefined;
  };
  for (const [hostIndex, { address, ports }] of hosts.entries()) {
    for (const [portIndex, port] of ports.entries()) {
      const path = `hosts[${hostIndex}].ports[${portIndex}]`;
      const bus = `${address}:${port + BUS_PORT_OFFSET}`;
      const isFree = take(`${address}:${port}`, path, `uses ${address}:${port}`);
      if (isFree) take(bus, path, `needs ${bus} for its cluster bus`);
    }
  }
  return problems;
}

function repeatedHosts(hosts: readonly HostSpec[]): ConfigProblem[] {
  return hosts.flatMap(({ address }, index) => {
    const first = hosts.findIndex((host) => host.address === address);
    const reason = `is the address of hosts[${first}] too ("${address}"). ${LIST_PORTS_TOGETHER}`;
    return first === index ? [] : [{ path: addressPath(index), reason }];
  });
}

function addressProblems(hosts: readonly HostSpec[]): ConfigProblem[] {
  const loopback = hosts.findIndex(({ address }) => isLoopback(address));
  if (loopback !== -1 && hosts.length > 1) {
    const reason = `is a loopback address ("${hosts[loopback]?.address}"), which other hosts cannot reach. ${GIVE_OTHER_ADDRESS}`;
    return [{ path: addressPath(loopback), reason }];
  }
  const [first] = hosts;
  const family = familyOf(first?.address ?? "");
  const other = hosts.findIndex(({ address }) => familyOf(address) !== family);
  if (other === -1) return [];
  const [is, was] = family === "ipv4" ? ["IPv6", "IPv4"] : ["IPv4", "IPv6"];
  const reason = `is ${is} ("${hosts[other]?.address}"), but ${addressPath(0)} is ${was}. ${GIVE_ONE_FAMILY}`;
  return [{ path: addressPath(other), reason }];
}

function addressPath(index: number): string {
  return `hosts[${index}].address`;
}
