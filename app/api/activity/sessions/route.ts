import { sessionsQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { range } from "@/lib/server/usecases/activity/filter";

export const GET = guarded(async ({ url, container }) => {
  const { workload = null, role = null, live, limit, ...query } = parseQuery(sessionsQuery, url.searchParams);
  const now = container.clock.now();
  const liveAt = live === "yes" ? now.toISOString() : null;
  return json(await container.activity.sessions({ workload, role, liveAt, limit, ...range(query, now, 90) }));
});
