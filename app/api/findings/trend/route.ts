import { findingTrendQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";

/** Of several snapshots: it has no stamp of one. */
export const GET = guarded(async ({ url, container }) => {
  const { snapshot, days } = parseQuery(findingTrendQuery, url.searchParams);
  return json(await container.findings.trend(snapshot, days));
});
