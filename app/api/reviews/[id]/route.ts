import { guarded, json } from "@/lib/server/http/guarded";
import { pathValues } from "@/lib/server/http/request-input";
import { reviewAnswer } from "@/lib/server/usecases/reviews/answers";

export const GET = guarded(async ({ container, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  return json(await reviewAnswer(container.reviews, id ?? ""));
});
