import type { StatusAnswer } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { stampOf } from "@/lib/server/usecases/ask-snapshot";

export const GET = guarded(async ({ container, session }) => {
  const latest = await container.store.get("latest");
  const answer: StatusAnswer = {
    ...container.status(),
    latest: latest && stampOf(latest, latest, container.clock.now()),
    scan: container.scans.current()?.progress ?? null,
    auth: { mode: container.gate.mode, expiresAt: session?.expiresAt.toISOString() ?? null },
  };
  return json(answer);
});
