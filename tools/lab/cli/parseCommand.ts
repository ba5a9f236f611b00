import { parseAddress } from "../network/address";

/** What the command line asks for. */
export type LabCommand =
  | { act: "up"; addresses: string[] }
  | { act: "down" | "status" }
  | { act: "crash" | "start" | "cut" | "heal"; address: string };

/** How the command line is used. */
export const USAGE = `usage: lab up [ADDRESS...]   make hosts, 192.168.56.65 and 192.168.56.66 unless others are given
       lab down              take them all away, with what is on them
       lab status            say what each host does
       lab crash ADDRESS     end a host as a loss of power does
       lab start ADDRESS     start it again on the disk it had
       lab cut ADDRESS       take its network link down
       lab heal ADDRESS      take it up again`;

/** The hosts of the dev stack. */
const DEFAULT_HOSTS = ["192.168.56.65", "192.168.56.66"];

/**
 * Reads the arguments of `lab`: `["up", "192.168.56.65"]`.
 *
 * @throws SyntaxError with the usage for an unknown act or a wrong number of addresses.
 * @throws TypeError for what is no address.
 */
export function parseCommand([act = "", ...addresses]: readonly string[]): LabCommand {
  for (const address of addresses) parseAddress(address);
  const [address] = addresses;
  switch (act) {
    case "up":
      return { act, addresses: addresses.length > 0 ? addresses : DEFAULT_HOSTS };
    case "down":
    case "status":
      if (address === undefined) return { act };
      break;
    case "crash":
    case "start":
    case "cut":
    case "heal":
      if (address !== undefined && addresses.length === 1) return { act, address };
      break;
  }
  const given = [act, ...addresses].join(" ");
  throw new SyntaxError(
    `Cannot run the lab as it must be told one thing to do: ${JSON.stringify(given)}\n${USAGE}`,
  );
}
