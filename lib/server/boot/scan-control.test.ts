import { describe, expect, it } from "vitest";
import type { ScanProgress } from "@/lib/contracts/api";
import type { Log } from "@/lib/server/usecases/ports";
import { createScanControl, type RunScan } from "./scan-control";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function picture(more: Partial<ScanProgress> = {}): ScanProgress {
  return { snapshotId: "s1", state: "running", startedAt: "t", error: null, ...more } as ScanProgress;
}

/** A scan that goes on when it is told to, and ends when it is cancelled. */
function scripted() {
  let inner: Parameters<RunScan>[0] | null = null;
  let finish: (error?: unknown) => void = () => undefined;
  const sealed: number[] = [];
  const run: RunScan = (input) =>
    new Promise((resolve, reject) => {
      inner = input;
      input.onProgress(picture({ snapshotId: "" }));
      finish = (error) => (error === undefined ? resolve(null) : reject(error));
      input.signal.addEventListener("abort", () => {
        input.onProgress(picture({ state: "cancelled" }));
        resolve(null);
      });
    });
  const control = createScanControl({ run, log: silent, onSealed: async () => sealed.push(1) });
  const seen: string[] = [];
  control.subscribe(({ id, progress }) => seen.push(`${id}:${progress.state}`));
  return {
    control,
    seen,
    sealed,
    report: (progress: ScanProgress) => inner?.onProgress(progress),
    finish: (error?: unknown) => finish(error),
  };
}

describe("scan control", () => {
  it("has started when the snapshot has begun, and tells everybody to the end", async () => {
    const scan = scripted();
    const started = scan.control.start("page");
    scan.report(picture());
    expect((await started).snapshotId).toBe("s1");
    scan.report(picture({ state: "complete" }));
    scan.finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(scan.seen).toEqual(["1:running", "2:running", "3:complete"]);
    expect(scan.control.current()?.progress.state).toBe("complete");
    expect(scan.sealed).toEqual([1]);
  });

  it("runs one at a time, and another after it", async () => {
    const scan = scripted();
    const started = scan.control.start("page");
    scan.report(picture());
    await started;
    await expect(scan.control.start("schedule")).rejects.toMatchObject({ code: "scan-running" });
    await scan.control.cancel();
    await scan.control.close();
    const again = scan.control.start("page");
    scan.report(picture({ snapshotId: "s2" }));
    expect((await again).snapshotId).toBe("s2");
    await scan.control.close();
  });

  it("is cancelling until it has ended", async () => {
    const scan = scripted();
    const started = scan.control.start("page");
    scan.report(picture());
    await started;
    expect((await scan.control.cancel()).state).toBe("cancelling");
    await scan.control.close();
    expect(scan.seen.slice(-2)).toEqual(["3:cancelling", "4:cancelled"]);
    expect(scan.sealed).toEqual([]);
    await expect(scan.control.cancel()).rejects.toMatchObject({ code: "no-scan" });
  });

  it("fails to start with the error itself", async () => {
    const scan = scripted();
    const started = scan.control.start("page");
    scan.finish(Object.assign(new Error("no keys: set some"), { code: "no-credentials", remedy: "set some" }));
    await expect(started).rejects.toMatchObject({ code: "no-credentials" });
    expect(scan.control.current()?.progress).toMatchObject({
      state: "failed",
      error: { code: "aws-credentials", message: "No keys.", remedy: "Set some." },
    });
  });

  it("that breaks off says so in our own words", async () => {
    const scan = scripted();
    const started = scan.control.start("page");
    scan.report(picture());
    await started;
    scan.finish(Object.assign(new Error("IO Error: /home/me/.podlens/podlens.duckdb"), { code: "store/io" }));
    await scan.control.close();
    const { progress } = scan.control.current() ?? {};
    expect(progress).toMatchObject({ state: "failed", error: { code: "internal" } });
    expect(JSON.stringify(progress)).not.toContain("/home/me");
  });
});
