/**
 * The policy engine's own tests: what mutants of it have to survive. Those of hostile documents are about the time that
 * they take, and take too much of it to be run thousands of times.
 */
import { defineConfig, mergeConfig } from "vitest/config";
import all from "./vitest.config";

export default mergeConfig(
  { ...all, test: { ...all.test, include: undefined } },
  defineConfig({
    test: {
      setupFiles: ["tests/config/few-runs.ts"],
      include: ["lib/domain/policy/**/*.test.ts"],
      exclude: ["**/hostile.test.ts"],
    },
  }),
);
