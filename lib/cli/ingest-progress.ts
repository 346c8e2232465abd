/** Shows ingestion on stderr: one moving line on a terminal, a plain line now and then elsewhere. */
import type { IngestProgress } from "@/lib/contracts/api";
import { plain } from "./output";

const PLAIN_EVERY_MS = 5_000;

export interface IngestProgressView {
  show(progress: IngestProgress): void;
  /** Leaves the terminal as lines that follow expect it. */
  end(): void;
}

export function ingestProgressView(stream: NodeJS.WriteStream, now: () => number = Date.now): IngestProgressView {
  let shown = false;
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      if (stream.isTTY) {
        stream.write(
          `\r\u001b[2K${[...wording(progress)].slice(0, Math.max(10, (stream.columns ?? 80) - 1)).join("")}`,
        );
        shown = true;
      } else if (now() - last >= PLAIN_EVERY_MS) {
        last = now();
        stream.write(`${wording(progress)}\n`);
      }
    },
    end() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}

function wording({ files, events, duplicates, perSecond, skipped, remainingSeconds }: IngestProgress): string {
  const parts = [
    `${files.done + files.failed + files.known} of ${files.listed} files`,
    `${events} events`,
    `${perSecond} records/s`,
  ];
  if (duplicates > 0) parts.push(`${duplicates} duplicates`);
  if (files.known > 0) parts.push(`${files.known} known before`);
  const left = skipped.reduce((sum, each) => sum + each.files, 0);
  if (left > 0) parts.push(`${left} files skipped`);
  if (remainingSeconds !== null) parts.push(`${remainingSeconds} s left`);
  return plain(parts.join(", "));
}
