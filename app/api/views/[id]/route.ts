import type { ViewsAnswer } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { pathValues } from "@/lib/server/http/request-input";
import { listViews, removeView } from "@/lib/server/usecases/saved-views";

export const DELETE = guarded(async ({ container, url }) => {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  await removeView(container.settings, id ?? "");
  return json({ views: await listViews(container.settings) } satisfies ViewsAnswer);
});
