import { defineConfig } from "vitest/config";

// ms. No check of time: a test that is not done by then hangs, on a machine busy with other work too.
const UNIT_HANGS = 600_000;
const INTEGRATION_HANGS = 1_200_000;

export default defineConfig({
  test: {
    reporters: ["default", "./tests/support/closingLine.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/integration/**"],
          testTimeout: UNIT_HANGS,
          hookTimeout: UNIT_HANGS,
          // On two cores the default is one worker, and many tests only wait for a shell.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          // One lab at a time: they share two cores.
          fileParallelism: false,
          testTimeout: INTEGRATION_HANGS,
          hookTimeout: INTEGRATION_HANGS,
        },
      },
    ],
  },
});
