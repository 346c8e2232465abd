/** Handlers that answer from two snapshots. */
import type { z } from "zod";
import { AskError, stampOf } from "@/lib/server/usecases/ask-snapshot";
import type { ChangesControl, Ends } from "@/lib/server/usecases/changes/compare";
import type { GuardedHandler } from "./guarded";
import { parseQuery } from "./request-input";

const encoder = new TextEncoder();

/** Which answer it is stands in its ETag: the same one is not computed again. */
export function fromComparison<S extends z.ZodType<{ snapshot: string; before: string }>>(
  schema: S,
  ask: (changes: ChangesControl, ends: Ends, query: z.output<S>, signal: AbortSignal) => Promise<Uint8Array>,
): GuardedHandler {
  return async ({ request, url, container }) => {
    const query = parseQuery(schema, url.searchParams);
    const { changes, store, clock, version } = container;
    const ends = await changes.ends(query);
    const etag = `W/"${await changes.version(ends)}-${version}-${Buffer.from(url.search).toString("base64url")}"`;
    const headers = { "cache-control": "no-store", etag };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const json = await ask(changes, ends, query, request.signal);
    if (json.byteLength === 4 && json[0] === 0x6e) throw new AskError("not-found");
    const stamp = stampOf(ends.after, await store.get("latest"), clock.now());
    const before = encoder.encode(`{"snapshot":${JSON.stringify(stamp)},"data":`);
    return new Response(Buffer.concat([before, json, encoder.encode("}")]), {
      headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    });
  };
}
