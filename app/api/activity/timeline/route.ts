import { activityTimelineQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { answerTimeline } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) =>
  json(
    await answerTimeline(
      container.activity,
      parseQuery(activityTimelineQuery, url.searchParams),
      container.clock.now(),
    ),
  ),
);
