/** Handlers that answer a question from a snapshot that is too long for an address. Nothing is changed by them. */
import type { z } from "zod";
import { askSnapshot } from "@/lib/server/usecases/ask-snapshot";
import type { QueryInput, QueryName } from "@/lib/view/queries";
import type { GuardedHandler } from "./guarded";
import { readJson } from "./request-input";

const encoder = new TextEncoder();

/** `schema` reads the JSON body of at most `maxBytes`; `input` makes the question of it. */
export function askWithBody<K extends QueryName, S extends z.ZodType<{ snapshot: string }>>(
  name: K,
  schema: S,
  maxBytes: number,
  input: (body: z.output<S>) => QueryInput<K>,
): GuardedHandler {
  return async ({ request, container }) => {
    const body = await readJson(request, schema, maxBytes);
    const answer = await askSnapshot(container, body.snapshot, name, input(body), { signal: request.signal });
    if (answer.kind === "known") throw new Error("a question with a body has no answer that is known already");
    const before = encoder.encode(`{"snapshot":${JSON.stringify(answer.stamp)},"data":`);
    return new Response(Buffer.concat([before, answer.json, encoder.encode("}")]), {
      headers: { "cache-control": "no-store", "content-type": "application/json; charset=utf-8" },
    });
  };
}
