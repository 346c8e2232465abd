import { guarded, json } from "@/lib/server/http/guarded";
import { noReport } from "@/lib/server/http/report-file";
import { pathValues } from "@/lib/server/http/request-input";

export const GET = guarded(async ({ container, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  const job = await container.reports.get(id ?? "");
  if (!job) throw noReport();
  return json(job);
});

/** Cancels what waits or runs, removes what is done. */
export const DELETE = guarded(async ({ container, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  if (!(await container.reports.remove(id ?? ""))) throw noReport();
  return json({ removed: true });
});
