/** The kind of a problem that is repaired if another node has its data, and a blocker otherwise. */
export const DIRECTORY_REMOVED =
  "runs, but its directory was removed: what it has is lost when it stops";
