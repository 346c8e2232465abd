import { assumptionsQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { answerAssumptions } from "@/lib/server/usecases/activity/answers";

export const GET = guarded(async ({ url, container }) =>
  json(
    await answerAssumptions(container.activity, parseQuery(assumptionsQuery, url.searchParams), container.clock.now()),
  ),
);
