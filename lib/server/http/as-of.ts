/** Questions about a time: answered from the snapshot that was in force then, with what that leaves open. */
import { asOfQuery } from "@/lib/contracts/api";
import { asOf } from "@/lib/server/usecases/changes/as-of";
import { timeOf } from "@/lib/server/usecases/changes/snapshot-ref";
import { ApiFailure } from "./errors";
import type { GuardedHandler } from "./guarded";
import { parseQuery } from "./request-input";

/** ISO 8601 UTC. Throws ApiFailure for what is no time (31 February). */
export function asOfTime(at: string): string {
  const time = timeOf(at);
  if (time !== null) return time;
  throw new ApiFailure({
    code: "bad-request",
    message: 'The query parameter "at" is no time.',
    remedy: "Give a day or a time such as 2026-03-03T12:00:00Z.",
    field: "at",
  });
}

/** `at` in the query takes the place of `snapshot`; the answer then has a member `asOf`. */
export function orAsOf(handler: GuardedHandler): GuardedHandler {
  return async (context) => {
    const { url, container } = context;
    if (!url.searchParams.has("at")) return handler(context);
    const answer = await asOf(container, asOfTime(parseQuery(asOfQuery, url.searchParams).at));
    if (answer.snapshot === null) {
      throw new ApiFailure({
        code: "snapshot-not-found",
        message: answer.sentence,
        remedy: answer.later ? `Ask with snapshot=${answer.later.id} for the first one after it.` : "Scan first.",
        field: "at",
      });
    }
    const then = new URL(url);
    then.searchParams.delete("at");
    then.searchParams.set("snapshot", answer.snapshot.id);
    // What lies in between may grow while the snapshot stays: nothing of it is taken from a cache.
    const headers = new Headers(context.request.headers);
    headers.delete("if-none-match");
    const request = new Request(context.request.url, { headers, signal: context.request.signal });
    const response = await handler({ ...context, url: then, request });
    if (response.status !== 200) return response;
    const body = Buffer.from(await response.arrayBuffer());
    const kept = new Headers(response.headers);
    kept.delete("etag");
    const head = Buffer.from(`{"asOf":${JSON.stringify(answer)},`);
    return new Response(Buffer.concat([head, body.subarray(1)]), { headers: kept });
  };
}
