import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: "v8", reportsDirectory: "coverage", include: ["lib/**/*.ts"], exclude: ["**/*.test.ts"] },
  },
});
