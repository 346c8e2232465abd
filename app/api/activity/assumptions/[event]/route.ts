import { guarded, json } from "@/lib/server/http/guarded";
import { notRecorded } from "@/lib/server/http/not-recorded";
import { pathValues } from "@/lib/server/http/request-input";
import { answerAssumption } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) => {
  const [event = null] = pathValues(url.pathname.split("/").slice(4));
  const detail =
    event === null ? null : await answerAssumption(container.activity, event, container.clock.now().getTime());
  if (detail === null) throw notRecorded();
  return json(detail);
});
