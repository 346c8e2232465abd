/** Shows a scan on stderr: one moving line on a terminal, a plain line now and then elsewhere. */
import type { ScanProgress } from "@/lib/contracts/api";
import { plain } from "./output";

export interface ProgressView {
  show(progress: ScanProgress): void;
  /** Leaves the terminal as lines that follow expect it. */
  end(): void;
}

const PLAIN_EVERY_MS = 5_000;
const BAR_WIDTH = 20;

export function scanProgressView(stream: NodeJS.WriteStream, now: () => number = Date.now): ProgressView {
  return stream.isTTY ? terminalView(stream) : plainView(stream, now);
}

function terminalView(stream: NodeJS.WriteStream): ProgressView {
  let shown = false;
  return {
    show(progress) {
      const { done, total } = overall(progress);
      const bar = total === null ? "" : `${drawBar(done, total)} `;
      const line = `${bar}${wording(progress)}`;
      stream.write(`\r\u001b[2K${[...line].slice(0, Math.max(10, (stream.columns ?? 80) - 1)).join("")}`);
      shown = true;
    },
    end() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}

function plainView(stream: NodeJS.WriteStream, now: () => number): ProgressView {
  let last = Number.NEGATIVE_INFINITY;
  let phase = "";
  return {
    show(progress) {
      if (progress.phase === phase && now() - last < PLAIN_EVERY_MS) return;
      phase = progress.phase;
      last = now();
      stream.write(`${wording(progress)}\n`);
    },
    end: () => undefined,
  };
}

/** Of the phases together; a total of null where one of them is not known yet. */
function overall(progress: ScanProgress): { done: number; total: number | null } {
  let done = 0;
  let total: number | null = 0;
  for (const phase of progress.phases) {
    done += phase.done;
    total = total === null || phase.total === null ? null : total + phase.total;
  }
  return { done, total: total === 0 ? null : total };
}

function drawBar(done: number, total: number): string {
  const filled = Math.min(BAR_WIDTH, Math.floor((done / Math.max(1, total)) * BAR_WIDTH));
  return `[${"#".repeat(filled)}${".".repeat(BAR_WIDTH - filled)}]`;
}

function wording(progress: ScanProgress): string {
  const { counts, calls, waits } = progress;
  const phase = progress.phases.find((each) => each.name === progress.phase);
  const parts = [
    `${progress.phase}${phase ? ` ${phase.done}${phase.total === null ? "" : `/${phase.total}`}` : ""}`,
    `${counts.clusters} clusters`,
    `${counts.associations} associations`,
    `${counts.roles} roles`,
    `${calls.done} calls (${Math.round(calls.perSecond)}/s)`,
  ];
  if (calls.throttled > 0) parts.push(`${calls.throttled} throttled`);
  if (counts.gaps > 0) parts.push(`${counts.gaps} gaps`);
  const wait = waits[0];
  if (wait)
    parts.push(`waiting for ${wait.limit}${wait.perSecond === null ? "" : ` at ${Math.round(wait.perSecond)}/s`}`);
  if (progress.remainingSeconds !== null) parts.push(`${Math.ceil(progress.remainingSeconds)} s left`);
  return plain(parts.join(", "));
}
