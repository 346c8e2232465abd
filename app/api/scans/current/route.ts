import { errorResponse } from "@/lib/server/http/errors";
import { guarded, json } from "@/lib/server/http/guarded";

export const GET = guarded(({ container }) => {
  const event = container.scans.current();
  return event
    ? json(event.progress)
    : errorResponse({ code: "no-scan", message: "No scan has run in this process.", remedy: null });
});

export const DELETE = guarded(async ({ container }) => json(await container.scans.cancel(), { status: 202 }));
