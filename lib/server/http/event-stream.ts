/** Scan progress as server-sent events. Only the newest state matters: what a slow reader missed is not sent later. */
import type { WebContainer } from "./web-container";

const heartbeatMs = 15_000;
/** A browser tries again after this long. */
const retryMs = 2_000;

export const eventStreamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  // no-transform and identity: a compressing layer would hold events back.
  "cache-control": "no-cache, no-store, no-transform",
  "content-encoding": "none",
  "x-accel-buffering": "no",
} as const;

interface StreamOptions {
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  readonly lifetimeMs: number | null;
  readonly heartbeat?: number;
}

interface ProgressEvent {
  readonly id: number;
  readonly progress: unknown;
}

export function scanEventStream(
  container: Pick<WebContainer, "scans" | "closing">,
  options: StreamOptions,
): ReadableStream<Uint8Array> {
  return progressStream(container.scans, container.closing, options);
}

/** Ends when the client leaves, when the process closes, and at `until` (the end of the session). */
export function progressStream(
  source: { current(): ProgressEvent | null; subscribe(listener: (event: ProgressEvent) => void): () => void },
  closing: AbortSignal,
  options: StreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let waiting: ProgressEvent | null = null;
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        const sendEvent = (event: ProgressEvent) => {
          waiting = null;
          send(`id: ${event.id}\nevent: progress\ndata: ${JSON.stringify(event.progress)}\n\n`);
        };
        const offer = (event: ProgressEvent) => {
          if ((controller.desiredSize ?? 0) > 0) sendEvent(event);
          else waiting = event;
        };
        const beat = setInterval(() => {
          if ((controller.desiredSize ?? 0) <= 0) return;
          if (waiting) sendEvent(waiting);
          else send(": still here\n\n");
        }, options.heartbeat ?? heartbeatMs);
        const end =
          options.lifetimeMs === null ? null : setTimeout(() => stop(), Math.min(options.lifetimeMs, 2 ** 31 - 1));
        const unsubscribe = source.subscribe(offer);
        const finish = () => {
          stop();
          try {
            controller.close();
          } catch {
            // Already closed or cancelled by the other end.
          }
        };
        stop = () => {
          stop = () => {};
          clearInterval(beat);
          if (end) clearTimeout(end);
          unsubscribe();
          options.signal.removeEventListener("abort", finish);
          closing.removeEventListener("abort", finish);
          finish();
        };
        options.signal.addEventListener("abort", finish);
        closing.addEventListener("abort", finish);
        send(`retry: ${retryMs}\n\n`);
        const current = source.current();
        if (!current) send("event: idle\ndata: {}\n\n");
        else if (String(current.id) !== options.lastEventId) sendEvent(current);
        if (options.signal.aborted || closing.aborted) finish();
      },
      cancel() {
        stop();
      },
    },
    new CountQueuingStrategy({ highWaterMark: 16 }),
  );
}
