/** The product as people start it, on its sample estate, for benchmarks. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Product {
  readonly url: string;
  /** Runs one of its commands beside it, on its data. Resolves to the exit code. */
  command(args: readonly string[]): Promise<number>;
  stop(): Promise<void>;
}

/** Builds the web app where it was not built. Resolves when the first scan has been read. */
export async function startDemo(): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), "podlens-bench-"));
  const run = (args: readonly string[], folder: string) =>
    spawn(process.execPath, ["lib/cli/podlens.js", ...args], {
      cwd: root,
      env: { ...process.env, PODLENS_DATA_DIR: folder, NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const child = run(["demo", "--port", "0"], dataDir);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  let said = "";
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        said += chunk.toString();
        const address = /Podlens runs on (http:\/\/\S+)/.exec(said)?.[1];
        if (address) resolve(address);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("close", (code) => reject(new Error(`podlens demo ended with code ${code}:\n${said}`)));
    });
    return {
      url,
      command: (args) =>
        new Promise((resolve, reject) => {
          const other = run(args, join(dataDir, "demo"));
          other.stdout.resume();
          other.stderr.resume();
          other.once("error", reject);
          other.once("close", (code) => resolve(code ?? -1));
        }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
