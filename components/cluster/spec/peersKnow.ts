/** Whether other nodes know an address; "unknown" if a host could not be inspected. */
export type PeersKnow = "yes" | "no" | "unknown";
