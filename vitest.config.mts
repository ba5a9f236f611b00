import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./tests/support/closingLine.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/integration/**"],
          testTimeout: 10_000,
          // On two cores the default is one worker, and many tests only wait for a shell.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          // One lab at a time: they share two cores, and some tests measure.
          fileParallelism: false,
          // A whole `pulumi up` and the faults around it.
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
