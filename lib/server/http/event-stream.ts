/** Scan progress as server-sent events. Only the newest state matters: what a slow reader missed is not sent later. */
import type { ScanEvent, WebContainer } from "./web-container";

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

/** Ends when the client leaves, when the process closes, and at `until` (the end of the session). */
export function scanEventStream(
  container: Pick<WebContainer, "scans" | "closing">,
  options: { lastEventId: string | null; signal: AbortSignal; lifetimeMs: number | null; heartbeat?: number },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let waiting: ScanEvent | null = null;
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        const sendEvent = (event: ScanEvent) => {
          waiting = null;
          send(`id: ${event.id}\nevent: progress\ndata: ${JSON.stringify(event.progress)}\n\n`);
        };
        const offer = (event: ScanEvent) => {
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
        const unsubscribe = container.scans.subscribe(offer);
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
          container.closing.removeEventListener("abort", finish);
          finish();
        };
        options.signal.addEventListener("abort", finish);
        container.closing.addEventListener("abort", finish);
        send(`retry: ${retryMs}\n\n`);
        const current = container.scans.current();
        if (!current) send("event: idle\ndata: {}\n\n");
        else if (String(current.id) !== options.lastEventId) sendEvent(current);
        if (options.signal.aborted || container.closing.aborted) finish();
      },
      cancel() {
        stop();
      },
    },
    new CountQueuingStrategy({ highWaterMark: 16 }),
  );
}
