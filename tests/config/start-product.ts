/** Starts the real product on its sandbox, once for all browser tests: command line, store, scan, server. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Set PODLENS_E2E_URL to test a product that runs already, as one does while writing tests. */
export default async function startProduct(): Promise<() => Promise<void>> {
  if (process.env.PODLENS_E2E_URL) return async () => undefined;
  const dataDir = await mkdtemp(join(tmpdir(), "podlens-e2e-"));
  const child = spawn(process.execPath, ["lib/cli/podlens.js", "demo", "--port", "0"], {
    cwd: root,
    env: { ...process.env, PODLENS_DATA_DIR: dataDir, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };

  let said = "";
  try {
    process.env.PODLENS_E2E_URL = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        said += chunk.toString();
        const address = /Podlens runs on (http:\/\/\S+)/.exec(said)?.[1];
        if (!address) return;
        if (/^Scanned \d+ clusters/m.test(said)) resolve(address);
        else reject(new Error(`the first scan of podlens demo failed:\n${said}`));
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", reject);
      child.once("close", (code) => reject(new Error(`podlens demo ended with code ${code}:\n${said}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
