/** Query strings, path parameters and bodies, checked before a handler sees them. */
import type { z } from "zod";
import { segmentValue } from "@/lib/contracts/api";
import { ApiFailure } from "./errors";

/** Unknown parameters are ignored; a repeated one is the list of its values. Throws ApiFailure naming the parameter. */
export function parseQuery<S extends z.ZodType>(schema: S, params: URLSearchParams): z.output<S> {
  const values: Record<string, string> = Object.create(null);
  for (const name of new Set(params.keys())) values[name] = params.getAll(name).join(",");
  return check(schema, values, "The query parameter");
}

/**
 * Path parameters as names: "-" is none (null), and what `paths.ts` escaped is unescaped.
 * `encoded` are the segments as they stand in the URL.
 */
export function pathValues(encoded: readonly string[]): (string | null)[] {
  return encoded.map((segment) => {
    try {
      return segmentValue(decodeURIComponent(segment));
    } catch {
      throw new ApiFailure({ code: "bad-request", message: "The address is not validly encoded.", remedy: null });
    }
  });
}

/** Reads a JSON body of at most `maxBytes`. */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  maxBytes = 16_384,
): Promise<z.output<S>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new ApiFailure({
      code: "unsupported-media-type",
      message: "The body must be JSON.",
      remedy: "Send content-type: application/json.",
    });
  }
  const text = await readText(request, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiFailure({ code: "bad-request", message: "The body is not valid JSON.", remedy: null });
  }
  return check(schema, value, "The field");
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new ApiFailure({
        code: "body-too-large",
        message: `The body is larger than ${maxBytes} bytes.`,
        remedy: null,
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function check<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path[0] === undefined ? undefined : String(issue.path[0]);
  throw new ApiFailure({
    code: "bad-request",
    message:
      field === undefined ? "The request is not understood." : `${what} "${field.slice(0, 64)}" is not understood.`,
    remedy: issue ? issue.message : null,
    ...(field === undefined ? {} : { field: field.slice(0, 64) }),
  });
}
