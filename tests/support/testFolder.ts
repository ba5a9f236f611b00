import { join } from "node:path";

/** Where a run of the tests keeps its labs, stacks and Pulumi home; removed at its end. */
export const TEST_FOLDER =
  process.env["TEST_FOLDER"] ?? join(__dirname, "..", "..", ".test", "alone");
