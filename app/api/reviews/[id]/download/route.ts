import { reviewDownloadQuery } from "@/lib/contracts/api";
import { guarded } from "@/lib/server/http/guarded";
import { parseQuery, pathValues } from "@/lib/server/http/request-input";
import { reviewReport, reviewTable } from "@/lib/server/usecases/reviews/download";

const types = { json: "application/json; charset=utf-8", csv: "text/csv; charset=utf-8" } as const;

export const GET = guarded(async ({ container, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  const { format } = parseQuery(reviewDownloadQuery, url.searchParams);
  const file = await reviewReport(container.reviews, id ?? "");
  const text = format === "csv" ? [...container.csv(reviewTable(file))].join("") : `${JSON.stringify(file, null, 2)}\n`;
  return new Response(text, {
    headers: {
      "content-type": types[format],
      "content-disposition": `attachment; filename="access-review-${file.review.id}.${format}"`,
    },
  });
});
