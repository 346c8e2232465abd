import { saveViewBody, type ViewsAnswer } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { readJson } from "@/lib/server/http/request-input";
import { listViews, saveView } from "@/lib/server/usecases/saved-views";

export const GET = guarded(async ({ container }) =>
  json({ views: await listViews(container.settings) } satisfies ViewsAnswer),
);

export const POST = guarded(async ({ container, request }) =>
  json(await saveView(container.settings, container.clock, await readJson(request, saveViewBody)), { status: 201 }),
);
