import { eventStreamHeaders, progressStream } from "@/lib/server/http/event-stream";
import { guarded } from "@/lib/server/http/guarded";

export const dynamic = "force-dynamic";

export const GET = guarded(({ container, request, session }) => {
  const stream = progressStream(container.ingest, container.closing, {
    lastEventId: request.headers.get("last-event-id"),
    signal: request.signal,
    lifetimeMs: session ? session.expiresAt.getTime() - container.clock.now().getTime() : null,
  });
  return new Response(stream, { headers: eventStreamHeaders });
});
