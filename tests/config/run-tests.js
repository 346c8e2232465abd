// `npm test`: everything that must hold, in one command. Last line: "N passed, N failed".
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./chromium.js";

const scratch = mkdtempSync(join(tmpdir(), "podlens-tests-"));
const total = { passed: 0, failed: 0 };

/** Runs a command with its output shown; resolves with its exit code. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: "1",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...env,
      },
    });
    child.on("error", (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Adds a runner's counts. A runner that failed without a failed test (it crashed, or ran none) counts as one failure. */
function count(name, code, passed, failed) {
  const missed = (code !== 0 && failed === 0) || passed + failed === 0 ? 1 : 0;
  if (missed) process.stderr.write(`${name}: ended with code ${code} after ${passed} passed tests.\n`);
  total.passed += passed;
  total.failed += failed + missed;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

async function unitAndIntegration() {
  const file = join(scratch, "vitest.json");
  const args = [
    "vitest",
    "run",
    "--config",
    "tests/config/vitest.config.ts",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const code = await run("npx", args);
  const report = readJson(file);
  count("vitest", code, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0);
}

async function browser() {
  let chromium;
  try {
    chromium = ensureChromium();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    total.failed += 1;
    return;
  }
  const built = await run("npm", ["run", "--silent", "build"]);
  if (built !== 0) {
    count("next build", built, 0, 0);
    return;
  }
  const file = join(scratch, "playwright.json");
  const args = ["playwright", "test", "--config", "tests/config/playwright.config.ts", "--reporter=line,json"];
  const code = await run("npx", args, { PODLENS_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const stats = readJson(file)?.stats;
  count("playwright", code, (stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0);
}

await unitAndIntegration();
await browser();
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
