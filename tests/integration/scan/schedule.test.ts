/** The schedule of the configuration, in the process that serves the pages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { configSchema } from "@/lib/contracts/config";
import { createContainer } from "@/lib/server/boot/container";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it("scans and reads activity by itself, and says when next", async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
  const dataDir = mkdtempSync(join(tmpdir(), "podlens-schedule-"));
  const config = configSchema.parse({
    schedule: { scan: "0 * * * *", activity: "30 * * * *" },
    activity: { sources: [{ type: "files", path: dataDir }] },
  });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.parse("2026-11-22T10:10:00Z") });
  const container = await createContainer({ config, configFile: null, dataDir, token: null, log });
  try {
    const started: string[] = [];
    const stop = [
      container.scans.subscribe(({ progress }) => started.push(`scan ${progress.trigger}`)),
      container.ingest.subscribe(({ progress }) => started.push(`activity ${progress.trigger}`)),
    ];
    container.runInBackground();
    expect(container.status()).toMatchObject({
      nextScheduledScanAt: "2026-11-22T11:00:00.000Z",
      nextScheduledActivityAt: "2026-11-22T10:30:00.000Z",
    });
    await vi.advanceTimersByTimeAsync(21 * 60_000);
    await vi.waitFor(() => expect(started).toContain("activity schedule"));
    expect(started).not.toContain("scan schedule");
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    // Without credentials it fails; that it was begun is what counts here.
    await vi.waitFor(() => expect(started).toContain("scan schedule"));
    for (const each of stop) each();
  } finally {
    vi.useRealTimers();
    await container.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
