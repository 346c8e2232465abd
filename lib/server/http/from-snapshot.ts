/** Handlers that answer from a snapshot: the same for every query of the analysis worker. */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { askSnapshot } from "@/lib/server/usecases/ask-snapshot";
import type { QueryInput, QueryName } from "@/lib/view/queries";
import type { GuardedHandler } from "./guarded";
import { parseQuery } from "./request-input";

const encoder = new TextEncoder();

/**
 * `schema` reads the query string; `more` adds what stands in the path. The answer has an ETag of snapshot, version and
 * query: a client that holds it is answered 304 without any computation.
 */
export function fromSnapshot<K extends QueryName, S extends z.ZodType<{ snapshot: string }>>(
  name: K,
  schema: S,
  input: (query: z.output<S>, url: URL) => QueryInput<K>,
): GuardedHandler {
  return async ({ request, url, container }) => {
    const query = parseQuery(schema, url.searchParams);
    const question = input(query, url);
    const answer = await askSnapshot(container, query.snapshot, name, question, {
      signal: request.signal,
      known: (stamp) => {
        const { ageSeconds: _, ...same } = stamp;
        return request.headers.get("if-none-match") === etagOf(container.version, same, name, question);
      },
    });
    const { ageSeconds: _, ...same } = answer.stamp;
    const headers = { "cache-control": "no-store", etag: etagOf(container.version, same, name, question) };
    if (answer.kind === "known") return new Response(null, { status: 304, headers });
    // The worker's bytes go out as they are: the main thread neither parses nor prints a large answer.
    const body = Buffer.concat([
      encoder.encode(`{"snapshot":${JSON.stringify(answer.stamp)},"data":`),
      answer.json,
      encoder.encode("}"),
    ]);
    return new Response(body, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
  };
}

function etagOf(...of: readonly unknown[]): string {
  return `W/"${createHash("sha256").update(JSON.stringify(of)).digest("base64url").slice(0, 22)}"`;
}
