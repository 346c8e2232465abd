import { fileURLToPath } from "node:url";
import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./chromium.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = findChromium() ?? undefined;
const asRoot = process.getuid?.() === 0;

/** The browser asks nobody but the product: no updates, no look-ups, no first-run pages. */
const quiet = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
];

export default defineConfig({
  testDir: `${root}/tests/e2e`,
  outputDir: `${root}/test-results`,
  globalSetup: `${root}/tests/config/start-product.ts`,
  // One product serves all tests, and none of them changes it: what a test does stays in its own browser context.
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  // A busy machine can be slower than any patience: one more try, and the report calls it flaky.
  retries: 1,
  reporter: "line",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    // Of the second try only: recording each step of each test takes as long as the tests.
    trace: "on-first-retry",
    // Without a graphics card each frame of a transition is painted by the processor.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      args: [...quiet, ...(asRoot ? ["--no-sandbox"] : [])],
      ...(executablePath ? { executablePath } : {}),
    },
  },
});
