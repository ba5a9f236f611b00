import type { Route } from "./network/parseRoutes";

/** What the lab must know of the machine before it changes anything on it. */
export interface MachineFacts {
  /** As Node says it: `"linux"`. */
  platform: string;
  /** The user's number; 0 is root. */
  userId: number;
  /** The tools of `TOOLS` that are not on PATH. */
  missingTools: string[];
  /** Every route of the machine, its own addresses among them. */
  routes: Route[];
}
