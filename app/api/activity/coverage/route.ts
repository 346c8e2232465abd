import { activityCoverageQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { activityCoverage } from "@/lib/server/usecases/activity/coverage";
import { range } from "@/lib/server/usecases/activity/filter";

export const GET = guarded(async ({ url, container }) => {
  const { account, region, ...query } = parseQuery(activityCoverageQuery, url.searchParams);
  const within = range(query, container.clock.now(), 90);
  return json(await activityCoverage(container.activity, within, { accounts: account, regions: region }));
});
