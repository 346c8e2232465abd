import { guarded, json } from "@/lib/server/http/guarded";
import { pathValues } from "@/lib/server/http/request-input";
import { reviewRow } from "@/lib/server/usecases/reviews/answers";

export const GET = guarded(async ({ container, url }) => {
  const [id, , row] = pathValues(url.pathname.split("/").slice(3));
  const number = /^\d{1,7}$/.test(row ?? "") ? Number(row) : 0;
  return json(await reviewRow(container.reviews, id ?? "", number));
});
