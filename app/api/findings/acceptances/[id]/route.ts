import { guarded, json } from "@/lib/server/http/guarded";
import { pathValues } from "@/lib/server/http/request-input";
import { whoAsks } from "@/lib/server/http/who-asks";

export const DELETE = guarded(async (context) => {
  const [id] = pathValues(context.url.pathname.split("/").slice(4));
  return json(await context.container.findings.revoke((id ?? "").slice(0, 128), whoAsks(context)));
});
