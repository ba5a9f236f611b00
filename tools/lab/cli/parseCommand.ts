import { parseAddress } from "../network/address";

export type LabCommand =
  | { verb: "up"; addresses: string[] }
  | { verb: "down" | "status" }
  | { verb: "crash" | "start" | "cut" | "heal"; address: string };

export const USAGE = `Usage: npm run lab -- COMMAND
  up [ADDRESS...]  create and start hosts (default: 192.168.56.65 192.168.56.66)
  down             remove all hosts and their disks
  status           list the hosts
  crash ADDRESS    stop a host like a power failure; its disk is kept
  start ADDRESS    start a stopped host on its disk
  cut ADDRESS      disconnect a host from the network; it keeps running
  heal ADDRESS     reconnect a host`;

const DEFAULT_HOSTS = ["192.168.56.65", "192.168.56.66"];

/** Parses `["up", "192.168.56.65"]`. @throws SyntaxError with the usage, or TypeError */
export function parseCommand([verb = "", ...addresses]: readonly string[]): LabCommand {
  const [address] = addresses;
  switch (verb) {
    case "up":
      for (const one of addresses) parseAddress(one);
      return { verb, addresses: addresses.length > 0 ? addresses : DEFAULT_HOSTS };
    case "down":
    case "status":
      if (address !== undefined) throw usageError(`${verb} takes no address`);
      return { verb };
    case "crash":
    case "start":
    case "cut":
    case "heal":
      if (address === undefined || addresses.length > 1) {
        throw usageError(`${verb} takes one address`);
      }
      parseAddress(address);
      return { verb, address };
    case "":
      throw usageError("no command given");
    default:
      throw usageError(`unknown command ${JSON.stringify(verb)}`);
  }
}

function usageError(problem: string): SyntaxError {
  return new SyntaxError(`${problem}\n${USAGE}`);
}
