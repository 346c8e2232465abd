/** Starts an endpoint and a scanner, each in its own process, and puts their figures together. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { EndpointCounts, EndpointOptions, EndpointReady } from "./endpoint";
import type { ScannerOptions, ScannerResult } from "./scanner";

export interface ScanFigures extends ScannerResult {
  readonly ready: EndpointReady;
  readonly asked: EndpointCounts;
  readonly minimumTotal: number;
}

export async function measureScan(estate: EndpointOptions, mode: ScannerOptions["mode"]): Promise<ScanFigures> {
  const endpoint = start("endpoint.ts", estate, {});
  try {
    const ready = await messageOf<EndpointReady>(endpoint);
    const scanner = start(
      "scanner.ts",
      { mode, configuration: ready.configuration } satisfies ScannerOptions,
      ready.environment,
    );
    const ended = new Promise((resolve) => scanner.once("exit", resolve));
    const result = await messageOf<ScannerResult>(scanner);
    await ended;
    endpoint.send("counts");
    const asked = await messageOf<EndpointCounts>(endpoint);
    const minimumTotal = Object.values(ready.minimum).reduce((sum, count) => sum + count, 0);
    return { ...result, ready, asked, minimumTotal };
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
