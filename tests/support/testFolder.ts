import { join } from "node:path";

/** Where tests keep their labs, stacks and the Pulumi home: git-ignored, removed at the end. */
export const TEST_FOLDER = join(__dirname, "..", "..", ".test");
