/** A scan against a sandbox endpoint, as a user would run it: the real SDK, the environment's variables, a configuration. */

import type { ScanProgress } from "@/lib/contracts/api/scan";
import { type Config, configSchema } from "@/lib/contracts/config";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { type CallObserver, createEstateSource, Limits, type LimitsOptions, type Timeouts } from "@/lib/server/aws";
import { createKubernetesSource, type KubernetesSourceOptions } from "@/lib/server/kubernetes";
import { type Sandbox, sandboxConfiguration, sandboxEnvironment } from "@/lib/server/sandbox";
import { runScan, type ScanSummary } from "@/lib/server/usecases/scan";
import { MemoryStore } from "./memory-store";

export interface ScanOptions {
  /** Default: what the sandbox says is needed to scan it. */
  readonly config?: object;
  readonly limits?: Partial<LimitsOptions>;
  readonly timeouts?: Timeouts;
  readonly kubernetes?: Pick<KubernetesSourceOptions, "limits">;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly observer?: CallObserver;
  readonly store?: MemoryStore;
}

export interface ScanOutcome {
  readonly summary: ScanSummary;
  readonly store: MemoryStore;
}

/** Sets variables for the time of one call; what the machine has of AWS's is kept out. */
export async function withEnvironment<T>(variables: Record<string, string>, run: () => Promise<T>): Promise<T> {
  const before = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.startsWith("AWS_") || value === undefined) continue;
    before.set(name, value);
    delete process.env[name];
  }
  Object.assign(process.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" }, variables);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    for (const [name, value] of before) process.env[name] = value;
  }
}

/** Without what grants name, unless it is asked for: resources.test.ts is about that. */
export function configOf(value: object): Config {
  return configSchema.parse({ resources: { enabled: false }, ...value });
}

export function scan(sandbox: Sandbox, options: ScanOptions = {}): Promise<ScanOutcome> {
  return withEnvironment(sandboxEnvironment(sandbox), () =>
    scanHere(options.config ?? sandboxConfiguration(sandbox.estate), options),
  );
}

/** In the environment as it is. */
export async function scanHere(config: object, options: ScanOptions = {}): Promise<ScanOutcome> {
  const store = options.store ?? new MemoryStore();
  const limits = new Limits({ mode: "off", firstPauseMs: 2, ...options.limits });
  const summary = await runScan({
    config: configOf(config),
    openSource: (signal) =>
      createEstateSource({
        limits,
        signal,
        backoffMs: 5,
        ...(options.timeouts ? { timeouts: options.timeouts } : {}),
        ...(options.observer ? { observer: options.observer } : {}),
      }),
    openKubernetes: (signal) => createKubernetesSource({ signal, backoffMs: 5, ...options.kubernetes }),
    store,
    clock: { now: () => new Date() },
    engineVersion: "test",
    countBindings: async () => store.facts("associations").flat().length,
    rereadDelayMs: 20,
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  return { summary, store };
}

/** What a store of the real kind would hand to the analysis worker. */
export function contentOf(store: MemoryStore): SnapshotContent {
  const meta = {
    id: "01TEST",
    startedAt: "2026-11-20T00:00:00.000Z",
    finishedAt: null,
    status: "partial" as const,
    engineVersion: "test",
    counts: null,
    scope: "test",
  };
  return { meta, parts: [...store.parts.values()], gaps: store.gaps, documents: store.documents };
}

/** "service:Operation" of each gap, once. */
export function operationsOf(summary: ScanSummary): string[] {
  return [...new Set(summary.gaps.map((gap) => `${gap.service}:${gap.operation}`))].sort();
}
