import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Scans and imports take longest and mostly wait: what is short fills the processors beside them, and no long one is last. */
class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = sorted.filter(({ moduleId }) => /\/tests\/(integration|architecture)\//.test(moduleId));
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}

export default defineConfig({
  root,
  resolve: { alias: { "@": root } },
  test: {
    include: [
      "lib/**/*.test.ts",
      "components/**/*.test.{ts,tsx}",
      "app/**/*.test.ts",
      "tests/{integration,estates,architecture}/**/*.test.ts",
    ],
    exclude: ["node_modules/**", ".next/**", ".stryker-tmp/**"],
    // No test leaves anything in a module, so files share what they import: reading it again took most of the time.
    isolate: false,
    // Scans mostly wait for answers and limits: one worker more than the two cores of a small machine.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongOnesFirst },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    coverage: { provider: "v8", reportsDirectory: "coverage", include: ["lib/**/*.ts"], exclude: ["**/*.test.ts"] },
  },
});
