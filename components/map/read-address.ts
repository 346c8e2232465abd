import { defaultGraphQuery, type GraphQuery, parseGraphQuery } from "@/lib/contracts/graph";

/**
 * The query that an address asks for. A parameter that makes no sense is left out and named, so that an old or mangled
 * link still shows what it can.
 */
export function readAddress(state: Readonly<Record<string, unknown>>): {
  readonly query: GraphQuery;
  readonly ignored: readonly string[];
} {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (typeof value === "string") params.set(name, value);
    else if (Array.isArray(value)) for (const each of value) params.append(name, String(each));
  }
  const ignored: string[] = [];
  for (;;) {
    const result = parseGraphQuery(params);
    if (result.kind === "query") return { query: result.query, ignored };
    if (ignored.includes(result.field) || !params.has(result.field)) return { query: defaultGraphQuery(), ignored };
    ignored.push(result.field);
    params.delete(result.field);
  }
}
