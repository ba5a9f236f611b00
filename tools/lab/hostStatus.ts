/** What a host of the lab does. */
export interface HostStatus {
  /** `"192.168.56.65"`. */
  address: string;
  /** `"cut"` runs and hears nobody; `"down"` has ended, its disk is there. */
  condition: "up" | "cut" | "down";
  /** The host's PID 1, with its PID on the machine; none when it is down. */
  pid?: number;
}
