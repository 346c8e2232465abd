/** Folders and clocks for tests of the store. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export * from "./parts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "podlens-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that tests move. */
export function fixedClock(start: string): { now(): Date; set(time: string): void } {
  let current = new Date(start);
  return {
    now: () => current,
    set: (time) => {
      current = new Date(time);
    },
  };
}
