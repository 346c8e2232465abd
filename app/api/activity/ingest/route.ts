import { ApiFailure } from "@/lib/server/http/errors";
import { guarded, json } from "@/lib/server/http/guarded";

export const GET = guarded(({ container }) => {
  const current = container.ingest.current();
  if (!current) throw new ApiFailure({ code: "no-scan", message: "Nothing was read yet.", remedy: null });
  return json(current.progress);
});

export const POST = guarded(async ({ container }) => json(await container.ingest.start("page"), { status: 202 }));

export const DELETE = guarded(async ({ container }) => json(await container.ingest.cancel(), { status: 202 }));
