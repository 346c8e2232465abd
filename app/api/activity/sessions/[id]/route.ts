import { sessionStoryQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { notRecorded } from "@/lib/server/http/not-recorded";
import { parseQuery, pathValues } from "@/lib/server/http/request-input";
import { answerStory } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) => {
  const [id = null] = pathValues(url.pathname.split("/").slice(4));
  const { before = null, limit } = parseQuery(sessionStoryQuery, url.searchParams);
  const story = id === null ? null : await answerStory(container.activity, id, { before, limit });
  if (story === null) throw notRecorded();
  return json(story);
});
