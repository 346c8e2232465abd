import { verifyBody } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { readJson } from "@/lib/server/http/request-input";

export const POST = guarded(async ({ container, request }) => {
  const body = await readJson(request, verifyBody);
  return json(await container.verify.run(body, request.signal));
});
