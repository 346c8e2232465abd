import { changesQuery } from "@/lib/contracts/api";
import { answerFromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { snapshotBefore } from "@/lib/server/usecases/snapshot-before";

export const GET = guarded(async (context) => {
  const { snapshot, before, kind, change } = parseQuery(changesQuery, context.url.searchParams);
  const beside = before === "previous" ? await snapshotBefore(context.container.store, snapshot) : before;
  return answerFromSnapshot("changes", () => ({ snapshot, input: { kind, change, beside } }))(context);
});
