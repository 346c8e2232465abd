import { acceptanceBody, acceptancesQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery, readJson } from "@/lib/server/http/request-input";
import { whoAsks } from "@/lib/server/http/who-asks";

export const GET = guarded(async ({ url, container }) => {
  const { snapshot } = parseQuery(acceptancesQuery, url.searchParams);
  return json(await container.findings.acceptances(snapshot));
});

/** Answers with all of them, as GET does. */
export const POST = guarded(async (context) => {
  const body = await readJson(context.request, acceptanceBody);
  return json(await context.container.findings.accept(body, whoAsks(context)), { status: 201 });
});
