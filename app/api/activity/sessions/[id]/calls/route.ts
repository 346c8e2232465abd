import { askedCallsBody } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { notRecorded } from "@/lib/server/http/not-recorded";
import { pathValues, readJson } from "@/lib/server/http/request-input";
import { askedOfSource } from "@/lib/server/http/source-failure";
import { answerStory } from "@/lib/server/usecases/activity/answers";

/** Asked by a person: it costs requests, or bytes of Athena. */
export const POST = guarded(async ({ request, url, container }) => {
  const [id = null] = pathValues(url.pathname.split("/").slice(4, 5));
  const { before = null } = await readJson(request, askedCallsBody);
  const story = id === null ? null : await answerStory(container.activity, id, { before: null, limit: 1 });
  if (story === null) throw notRecorded();
  return json(await askedOfSource(() => container.ingest.askSession(story.session, before, request.signal)));
});
