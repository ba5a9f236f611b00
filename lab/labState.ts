/** What a lab remembers between two programs; what runs is asked of the machine each time. */
export interface LabState {
  /** As `labId` gives it; another one belongs to a lab in another network namespace. */
  id: string;
  /** The keys that may log in as root, one a line: `"ssh-ed25519 AAAA... comment"`. */
  publicKey: string;
  /** Further read-only layers, the topmost first, absolute. */
  layers: string[];
  /** The machine's addresses: `"192.168.56.1/24"`. */
  gateways: string[];
  /** The hosts' addresses, in the order they were asked for. */
  hosts: string[];
}
