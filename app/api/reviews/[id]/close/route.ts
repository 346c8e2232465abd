import { closeBody } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { pathValues, readJson } from "@/lib/server/http/request-input";
import { closeReview } from "@/lib/server/usecases/reviews/decide";

export const POST = guarded(async ({ container, request, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  const { by } = await readJson(request, closeBody);
  return json(await closeReview(container, id ?? "", by));
});
