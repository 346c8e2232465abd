import { usageQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { answerUsage } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) =>
  json(await answerUsage(container.activity, parseQuery(usageQuery, url.searchParams), container.clock.now())),
);
