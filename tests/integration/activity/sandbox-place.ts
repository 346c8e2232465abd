/** A sandbox with a few days of history, and the product's sources on it, as somebody would configure them. */
import { gunzipSync } from "node:zlib";
import { vi } from "vitest";
import { Limits, type LimitsOptions } from "@/lib/server/aws";
import { type ActivitySourceSetting, type ActivitySources, openActivitySources } from "@/lib/server/aws/activity";
import { type Sandbox, type SandboxOptions, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox";
import type { ReaderRole } from "@/lib/server/usecases/scan/ports";

export const DAY_MS = 86_400_000;
export const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
export const PAYMENTS = "333333333333";
export const ORGANIZATION_BUCKET = "org-trail-o-shopfront42";
export const DATA_BUCKET = `data-events-${PAYMENTS}`;

export function dayAgo(days: number): string {
  return new Date(TODAY - days * DAY_MS).toISOString().slice(0, 10);
}

/** Until `close`, what the SDK reads from the environment is the sandbox's. */
export async function startPlace(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ present: TODAY / 1000, activity: { days: 5 }, ...options });
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
  for (const [name, value] of Object.entries(sandboxEnvironment(sandbox))) vi.stubEnv(name, value);
  return sandbox;
}

export async function closePlace(sandbox: Sandbox): Promise<void> {
  vi.unstubAllEnvs();
  await sandbox.close();
}

export function readerOf(sandbox: Sandbox, accountId: string): ReaderRole {
  const { hubAccountId, roleName, externalId } = sandbox.estate.reader;
  return accountId === hubAccountId ? null : { arn: `arn:aws:iam::${accountId}:role/${roleName}`, externalId };
}

export function open(
  sandbox: Sandbox,
  sources: readonly ActivitySourceSetting[],
  more: { readonly signal?: AbortSignal; readonly limits?: Partial<LimitsOptions> } = {},
): ActivitySources {
  return openActivitySources({
    sources,
    folder: "/",
    limits: new Limits({ mode: "off", firstPauseMs: 2, ...more.limits }),
    signal: more.signal ?? new AbortController().signal,
    backoffMs: 2,
    roleOf: (accountId) => readerOf(sandbox, accountId),
    now: () => new Date(),
    pollMs: [5, 40],
  });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Records of a file as it is stored. */
export async function recordsOf(chunks: AsyncIterable<Uint8Array>): Promise<Record<string, unknown>[]> {
  const body = Buffer.concat(await collect(chunks));
  return (JSON.parse(gunzipSync(body).toString("utf8")) as { Records: Record<string, unknown>[] }).Records;
}

/** The failure of a call by its fields; fails where there is none. */
export async function failureOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await work;
  } catch (error) {
    const { code, kind, service, operation, error: name, message } = error as Record<string, unknown>;
    return { code, kind, service, operation, error: name, message };
  }
  throw new Error("it succeeded");
}
