import { eventStreamHeaders, scanEventStream } from "@/lib/server/http/event-stream";
import { guarded } from "@/lib/server/http/guarded";

export const dynamic = "force-dynamic";

export const GET = guarded(({ container, request, session }) => {
  const stream = scanEventStream(container, {
    lastEventId: request.headers.get("last-event-id"),
    signal: request.signal,
    lifetimeMs: session ? session.expiresAt.getTime() - container.clock.now().getTime() : null,
  });
  return new Response(stream, { headers: eventStreamHeaders });
});
