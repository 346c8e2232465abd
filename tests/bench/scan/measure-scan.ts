/** Starts endpoint, scanner and opener, each in a process of its own, and puts their figures together. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { EndpointCounts, EndpointOptions, EndpointReady } from "./endpoint";
import type { OpenerOptions, OpenerResult } from "./opener";
import type { ScannerOptions, ScannerResult } from "./scanner";

export interface ScanFigures extends ScannerResult {
  readonly ready: EndpointReady;
  readonly asked: EndpointCounts;
  readonly minimumTotal: number;
  readonly opened: OpenerResult;
}

export async function measureScan(estate: EndpointOptions, mode: ScannerOptions["mode"]): Promise<ScanFigures> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "podlens-bench-"));
  try {
    const { ready, asked, scanned } = await scanOnce(estate, mode, dataDir);
    const options: OpenerOptions = { dataDir, snapshot: scanned.snapshot };
    const opener = start("opener.ts", options, {});
    const opened = await messageOf<OpenerResult>(opener);
    const minimumTotal = Object.values(ready.minimum).reduce((sum, count) => sum + count, 0);
    return { ...scanned, ready, asked, minimumTotal, opened };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function scanOnce(estate: EndpointOptions, mode: ScannerOptions["mode"], dataDir: string) {
  const endpoint = start("endpoint.ts", estate, {});
  try {
    const ready = await messageOf<EndpointReady>(endpoint);
    const options: ScannerOptions = { mode, configuration: ready.configuration, dataDir };
    const scanner = start("scanner.ts", options, ready.environment);
    const ended = new Promise((resolve) => scanner.once("exit", resolve));
    const scanned = await messageOf<ScannerResult>(scanner);
    await ended;
    endpoint.send("counts");
    const asked = await messageOf<EndpointCounts>(endpoint);
    return { ready, asked, scanned };
  } finally {
    endpoint.kill();
  }
}

function start(file: string, options: unknown, environment: Record<string, string>): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(options)], {
    execArgv: ["--import", "tsx"],
    env: {
      NODE_ENV: "production",
      ...Object.fromEntries(inherited),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...environment,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as T));
    child.once("exit", (code) => reject(new Error(`${child.spawnfile} ended with ${code} before it answered`)));
    child.once("error", reject);
  });
}
