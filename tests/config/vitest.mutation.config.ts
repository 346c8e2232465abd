/** The policy engine's own tests and those that hold it as a whole: what mutants of it have to survive. */
import { defineConfig, mergeConfig } from "vitest/config";
import all from "./vitest.config";

export default mergeConfig(
  { ...all, test: { ...all.test, include: undefined } },
  defineConfig({
    test: {
      setupFiles: ["tests/config/few-runs.ts"],
      include: ["lib/domain/policy/**/*.test.ts", "tests/integration/policy/**/*.test.ts"],
    },
  }),
);
