import { asOfQuery } from "@/lib/contracts/api";
import { asOfTime } from "@/lib/server/http/as-of";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { asOf } from "@/lib/server/usecases/changes/as-of";

/** Which snapshot was in force at a time. */
export const GET = guarded(async ({ url, container }) => {
  const { at } = parseQuery(asOfQuery, url.searchParams);
  return json(await asOf(container, asOfTime(at)));
});
