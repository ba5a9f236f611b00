import type { SlotRange } from "../spec/slots";

export interface NodeView {
  readonly id: string;
  /** `"192.168.56.65:7000"`; `":0"` if the node's address is not known any more. */
  readonly name: string;
  /** As printed: `["myself", "master"]`; `"fail?"` is a suspicion (PFAIL), `"fail"` is agreed by a majority. */
  readonly flags: readonly string[];
  readonly role: "primary" | "replica";
  readonly primaryId: string | undefined;
  readonly configEpoch: number;
  readonly connected: boolean;
  readonly slots: readonly SlotRange[];
  /** Slots that are being moved, as printed: `"[93->-292f8b36]"`. */
  readonly openSlots: readonly string[];
}

/** @throws SyntaxError for a malformed line. @see https://redis.io/docs/latest/commands/cluster-nodes/ */
export function parseClusterNodes(text: string): NodeView[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(parseLine);
}

function parseLine(line: string): NodeView {
  const [id, endpoint, flagText, primaryId, , , epoch, link, ...slots] = line.split(" ");
  if (
    id === undefined ||
    endpoint === undefined ||
    flagText === undefined ||
    !/^\d+$/.test(epoch ?? "") ||
    (link !== "connected" && link !== "disconnected")
  ) {
    throw new SyntaxError(`Cannot read this line of CLUSTER NODES: "${line}"`);
  }
  const flags = flagText.split(",");
  return {
    id,
    name: nameOf(endpoint),
    flags,
    role: flags.includes("slave") ? "replica" : "primary",
    primaryId: primaryId === "-" ? undefined : primaryId,
    configEpoch: Number(epoch),
    connected: link === "connected",
    slots: slots.filter((token) => !token.startsWith("[")).map(parseRange),
    openSlots: slots.filter((token) => token.startsWith("[")),
  };
}

/** `"10.0.0.1:7000@17000,host.example"` -> `"10.0.0.1:7000"`: without the bus port and the host name. */
function nameOf(endpoint: string): string {
  return endpoint.replace(/[@,].*$/, "");
}

function parseRange(token: string): SlotRange {
  const [start, end = start] = token.split("-").map(Number);
  if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end)) {
    throw new SyntaxError(`Cannot read these slots of CLUSTER NODES: "${token}"`);
  }
  return { start, end };
}
