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

/** Null where there is none and none can be had: that is one failure, and its line says what to install. */
function chromium() {
  try {
    return ensureChromium();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    total.failed += 1;
    return null;
  }
}

async function browser(executable) {
  const file = join(scratch, "playwright.json");
  const args = ["playwright", "test", "--config", "tests/config/playwright.config.ts", "--reporter=line,json"];
  const code = await run("npx", args, { PODLENS_CHROMIUM: executable, PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const stats = readJson(file)?.stats;
  count("playwright", code, (stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0);
}

const executable = chromium();
// The build takes what the processors have left: integration tests mostly wait.
const building = executable === null ? null : run("npm", ["run", "--silent", "build"]);
await unitAndIntegration();
if (executable !== null && building !== null) {
  const built = await building;
  if (built === 0) await browser(executable);
  else count("next build", built, 0, 0);
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
