/** Handlers that answer from a snapshot: the same for every query of the analysis worker. */
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { SnapshotStamp } from "@/lib/contracts/api";
import { askSnapshot } from "@/lib/server/usecases/ask-snapshot";
import { needOf } from "@/lib/server/usecases/findings/needs";
import type { QueryInput, QueryName } from "@/lib/view/queries";
import type { GuardedHandler } from "./guarded";
import { parseQuery } from "./request-input";
import type { WebContainer } from "./web-container";

const encoder = new TextEncoder();

interface Question<K extends QueryName> {
  readonly snapshot: string;
  readonly input: QueryInput<K>;
}

/** `schema` reads the query string; `input` makes the question of it and of what stands in the path. */
export function fromSnapshot<K extends QueryName, S extends z.ZodType<{ snapshot: string }>>(
  name: K,
  schema: S,
  input: (query: z.output<S>, url: URL) => QueryInput<K>,
): GuardedHandler {
  return answerFromSnapshot(name, (url) => {
    const query = parseQuery(schema, url.searchParams);
    return { snapshot: query.snapshot, input: input(query, url) };
  });
}

/**
 * The answer has an ETag of snapshot, version, question, and what it says of findings: a client that holds it is answered 304 without any
 * computation.
 */
export function answerFromSnapshot<K extends QueryName>(
  name: K,
  read: (url: URL, container: WebContainer) => Question<K> | Promise<Question<K>>,
  options: { readonly nullable?: boolean } = {},
): GuardedHandler {
  return async ({ request, url, container }) => {
    const { snapshot, input } = await read(url, container);
    const findings = needOf(name) === null ? "" : await container.findings.version();
    const etag = (stamp: SnapshotStamp) => etagOf(container.version, unaged(stamp), name, input, findings);
    const answer = await askSnapshot(container, snapshot, name, input, {
      ...options,
      signal: request.signal,
      known: (stamp) => request.headers.get("if-none-match") === etag(stamp),
    });
    const headers = { "cache-control": "no-store", etag: etag(answer.stamp) };
    if (answer.kind === "known") return new Response(null, { status: 304, headers });
    // The worker's bytes go out as they are: the main thread neither parses nor prints a large answer.
    const before = encoder.encode(`{"snapshot":${JSON.stringify(answer.stamp)},"data":`);
    const body = Buffer.concat([before, answer.json, encoder.encode("}")]);
    return new Response(body, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
  };
}

/** Its age changes each second and makes no other answer. */
function unaged({ ageSeconds: _, ...stamp }: SnapshotStamp): Omit<SnapshotStamp, "ageSeconds"> {
  return stamp;
}

function etagOf(...of: readonly unknown[]): string {
  return `W/"${createHash("sha256").update(JSON.stringify(of)).digest("base64url").slice(0, 22)}"`;
}
