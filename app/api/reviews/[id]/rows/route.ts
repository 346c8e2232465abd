import { reviewRowsQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery, pathValues } from "@/lib/server/http/request-input";
import { reviewRows } from "@/lib/server/usecases/reviews/answers";

export const GET = guarded(async ({ container, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  return json(await reviewRows(container.reviews, id ?? "", parseQuery(reviewRowsQuery, url.searchParams)));
});
