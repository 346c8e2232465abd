/** Keeps what a run has done so far, in the words of the page and the command line that show it. */
import type { IngestProgress, SkippedReason } from "@/lib/contracts/api";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { FinishedFile, SinkTotals, SkipReason } from "./ports";

const reasonTexts: Readonly<Record<SkipReason, string>> = {
  "corrupt-gzip": "The file is no intact gzip.",
  truncated: "The file ends in the middle.",
  "too-large": "The file unpacks to more than 512 MiB.",
  "record-too-large": "A record is larger than 64 MiB.",
  "not-json": "The file is not JSON.",
  "no-records": "The file holds no CloudTrail records.",
  "not-a-record": "An entry is no CloudTrail record.",
  "wrong-type": "A record has no time that can be read.",
  unreadable: "The file could not be read.",
};

export function reasonText(reason: string): string {
  return Object.hasOwn(reasonTexts, reason) ? reasonTexts[reason as SkipReason] : reason;
}

export interface ProgressBook {
  begin(source: string): void;
  done(source: string, withGaps: boolean): void;
  listed(files: number, known: number): void;
  expected(source: string, total: number): void;
  step(source: string): void;
  file(file: FinishedFile, bytes: number): void;
  fileFailed(reason: SkipReason, place: string): void;
  totals(totals: SinkTotals): void;
  gap(line: string): void;
  /** Something was skipped or could not be read. */
  troubled(): boolean;
  end(state: "complete" | "partial" | "cancelled"): IngestProgress;
}

interface Input {
  readonly id: string;
  readonly trigger: IngestProgress["trigger"];
  readonly now: () => Date;
  readonly onProgress: (progress: IngestProgress) => void;
}

const EVERY_MS = 200;
const GAPS = 20;

export function progressBook({ id, trigger, now, onProgress }: Input, sources: readonly string[]): ProgressBook {
  const started = now();
  const states = new Map(
    sources.map((source) => [
      source,
      { state: "waiting" as "waiting" | "running" | "done" | "failed", done: 0, total: null as number | null },
    ]),
  );
  const skipped = new Map<string, { files: number; records: number; example: string | null }>();
  const gaps: string[] = [];
  const files = { listed: 0, done: 0, failed: 0, known: 0 };
  let current: string | null = null;
  let bytes = 0;
  let records = 0;
  let unrecognised = 0;
  let totals: SinkTotals = { events: 0, duplicates: 0 };
  let last = 0;

  const snapshot = (state: IngestProgress["state"], finishedAt: Date | null): IngestProgress => {
    const seconds = Math.max(0.001, ((finishedAt ?? now()).getTime() - started.getTime()) / 1000);
    const left = files.listed - files.known - files.done - files.failed;
    const pace = (files.done + files.failed) / seconds;
    return {
      id,
      state,
      trigger,
      startedAt: started.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      source: current,
      sources: [...states].map(([source, each]) => ({ id: source, ...each })),
      files: { ...files },
      bytes,
      records,
      ...totals,
      skipped: [...skipped].map(([reason, counts]): SkippedReason => ({ reason, text: reasonText(reason), ...counts })),
      unrecognised,
      perSecond: Math.round(records / seconds),
      remainingSeconds: state === "running" && left > 0 && pace > 0 ? Math.ceil(left / pace) : null,
      gaps: [...gaps],
      error: null,
    };
  };
  const tell = (force = false) => {
    const time = now().getTime();
    if (!force && time - last < EVERY_MS) return;
    last = time;
    onProgress(snapshot("running", null));
  };
  const skip = (reason: string, of: { files: number; records: number }, example: string | null) => {
    const known = skipped.get(reason) ?? { files: 0, records: 0, example: null };
    known.files += of.files;
    known.records += of.records;
    known.example = example ?? known.example;
    skipped.set(reason, known);
  };
  const stateOf = (source: string) => states.get(source) ?? { state: "waiting" as const, done: 0, total: null };

  tell(true);
  return {
    begin(source) {
      current = source;
      states.set(source, { ...stateOf(source), state: "running" });
      tell(true);
    },
    done(source, withGaps) {
      current = null;
      states.set(source, { ...stateOf(source), state: withGaps ? "failed" : "done" });
      tell(true);
    },
    listed(count, known) {
      files.listed += count;
      files.known += known;
      if (current !== null) states.set(current, { ...stateOf(current), total: (stateOf(current).total ?? 0) + count });
      if (current !== null) states.set(current, { ...stateOf(current), done: stateOf(current).done + known });
      tell();
    },
    expected(source, total) {
      states.set(source, { ...stateOf(source), total });
      tell();
    },
    step(source) {
      states.set(source, { ...stateOf(source), done: stateOf(source).done + 1 });
      tell();
    },
    file(file, size) {
      bytes += size;
      records += file.records;
      if (file.failure === null) files.done++;
      else {
        files.failed++;
        skip(file.failure, { files: 1, records: 0 }, file.object.key);
      }
      for (const [reason, count] of Object.entries(file.skipped)) {
        skip(reason, { files: 0, records: count ?? 0 }, file.firstPlace);
        unrecognised += count ?? 0;
      }
      if (current !== null && file.object.etag !== "")
        states.set(current, { ...stateOf(current), done: stateOf(current).done + 1 });
      tell();
    },
    fileFailed(reason, place) {
      files.failed++;
      skip(reason, { files: 1, records: 0 }, place);
      tell();
    },
    totals(now) {
      totals = now;
    },
    gap(line) {
      if (gaps.length < GAPS) gaps.push(line);
    },
    troubled: () => gaps.length > 0 || files.failed > 0 || skipped.size > 0,
    end(state) {
      const progress = snapshot(state, now());
      onProgress(progress);
      return progress;
    },
  };
}

export function gapLine(gap: Gap): string {
  const { service, operation, error, accountId, region, missingPermission, consequence } = gap;
  const where = [accountId, region].filter(Boolean).join(" ");
  const mend = missingPermission === null ? "" : `; it needs ${missingPermission}`;
  return `${service}:${operation} failed in ${where} (${error}${mend}): ${consequence}`;
}
