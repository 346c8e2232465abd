/** Log files to measure with, made by as many processes as there are cores, and kept in the machine's folder for what is temporary. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inProcess } from "../in-process";
import type { Generated, GenerateOptions } from "./generate";

const CHILD = fileURLToPath(new URL("./generate-process.ts", import.meta.url));
/** Grows when the generator makes other files. */
const VERSION = 1;

export interface LogFiles extends Generated {
  readonly folder: string;
  /** They were there from an earlier run. */
  readonly kept: boolean;
}

/** The same files for the same options, made only once. */
export async function logFiles(
  options: Required<Pick<GenerateOptions, "events" | "days" | "fromDay" | "seed">>,
): Promise<LogFiles> {
  const { events, days, fromDay, seed } = options;
  const folder = join(tmpdir(), `podlens-bench-logs-${VERSION}-${events}-${days}-${fromDay}-${seed}`);
  const ready = join(folder, "made.json");
  const logs = join(folder, "logs");
  if (existsSync(ready)) return { ...(JSON.parse(readFileSync(ready, "utf8")) as Generated), folder: logs, kept: true };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const parts = Math.max(1, Math.min(availableParallelism(), Math.floor(events / 20_000)));
  const made = await Promise.all(
    Array.from({ length: parts }, (_, part) =>
      inProcess<Generated>(CHILD, [
        JSON.stringify({
          folder: logs,
          events: Math.floor(events / parts) + (part < events % parts ? 1 : 0),
          days: days / parts,
          fromDay: fromDay + (part * days) / parts,
          seed: seed * 100 + part,
        } satisfies GenerateOptions),
      ]),
    ),
  );
  const sum = (of: (each: Generated) => number) => made.reduce((total, each) => total + of(each), 0);
  const whole: Generated = {
    files: made.flatMap(({ files }) => files),
    delivered: sum(({ delivered }) => delivered),
    unique: sum(({ unique }) => unique),
    jsonBytes: sum(({ jsonBytes }) => jsonBytes),
    gzipBytes: sum(({ gzipBytes }) => gzipBytes),
    assumptions: sum(({ assumptions }) => assumptions),
  };
  writeFileSync(ready, JSON.stringify(whole));
  return { ...whole, folder: logs, kept: false };
}
