import { guarded, json } from "@/lib/server/http/guarded";
import { notRecorded } from "@/lib/server/http/not-recorded";
import { pathValues } from "@/lib/server/http/request-input";
import { answerRecord } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) => {
  const [event = null] = pathValues(url.pathname.split("/").slice(4));
  const place = event === null ? null : await answerRecord(container.activity, event, container.clock.now().getTime());
  if (place === null) throw notRecorded();
  return json(place);
});
