import { lastUsedQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { answerLastUsed } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) =>
  json(await answerLastUsed(container.activity, parseQuery(lastUsedQuery, url.searchParams), container.clock.now())),
);
