/** Whether running nodes know an address; "unknown" where a host could not be looked at. */
export type PeersKnow = "yes" | "no" | "unknown";
