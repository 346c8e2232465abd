/** Scans and readings of activity by the clock: `schedule.scan` and `schedule.activity`, cron patterns in UTC. */
import { Cron } from "croner";
import type { Log } from "@/lib/server/usecases/ports";

export interface Schedule {
  /** null where nothing is scheduled. */
  nextRun(): Date | null;
  stop(): void;
}

/** A run that falls into another one is skipped, and said so. */
export function createSchedule(
  pattern: string | undefined,
  run: () => Promise<unknown>,
  log: Log,
  what = "scan",
): Schedule {
  if (pattern === undefined) return { nextRun: () => null, stop: () => undefined };
  const job = new Cron(pattern, { timezone: "UTC", unref: true, protect: true, catch: true }, async () => {
    try {
      await run();
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      if (code === "scan-running") log.info(`scheduled ${what} skipped: one is running`);
      else
        log.error(`scheduled ${what} failed to start`, {
          error: error instanceof Error ? error.message : String(error),
        });
    }
  });
  return { nextRun: () => job.nextRun(), stop: () => job.stop() };
}
