import { decideBody } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { pathValues, readJson } from "@/lib/server/http/request-input";
import { decide } from "@/lib/server/usecases/reviews/decide";

/** Twenty thousand numbers of rows. */
const mostBytes = 262_144;

export const POST = guarded(async ({ container, request, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  return json(await decide(container, id ?? "", await readJson(request, decideBody, mostBytes)));
});
