/** The one wrapper of every handler under app/api: host, origin, session, errors and headers. A test looks for it. */
import type { Session } from "@/lib/server/auth/session-cookie";
import { errorResponse, toErrorBody } from "./errors";
import { currentContainer, type WebContainer } from "./web-container";

export interface GuardedRequest {
  readonly request: Request;
  readonly url: URL;
  readonly container: WebContainer;
  /** null in mode none, and where a handler asks for no session. */
  readonly session: Session | null;
  /** Address of the other end, as our own server saw it. */
  readonly address: string;
}

export type GuardedHandler = (context: GuardedRequest) => Promise<Response> | Response;

/** Set by our HTTP server on every request, whatever the client sent under that name. */
export const addressHeader = "x-podlens-address";

/** `session: "not-needed"` is for signing in alone. */
export function guarded(handler: GuardedHandler, options: { session?: "needed" | "not-needed" } = {}) {
  return async (request: Request): Promise<Response> => {
    const container = currentContainer();
    if (!container)
      return errorResponse({
        code: "unavailable",
        message: "Podlens is not ready.",
        remedy: "Start it with the podlens command.",
      });
    try {
      const url = new URL(request.url);
      // However the address is written, what is guarded is the API.
      const facts = { method: request.method, path: "/api", header: (name: string) => request.headers.get(name) };
      let session: Session | null = null;
      if (options.session === "not-needed") {
        const error = container.gate.check(facts);
        if (error) return errorResponse(error);
      } else {
        const admission = await container.gate.admit(facts);
        if (admission.kind === "refused") return errorResponse(admission.error);
        session = admission.session;
      }
      const address = request.headers.get(addressHeader) ?? "";
      return withDefaults(await handler({ request, url, container, session, address }));
    } catch (error) {
      return errorResponse(toErrorBody(error, container.log));
    }
  };
}

function withDefaults(response: Response): Response {
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

export function json(
  body: unknown,
  init: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Response {
  return new Response(JSON.stringify(body), {
    status: init.status ?? 200,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...init.headers },
  });
}

/** JSON that is text already: the analysis worker's answers go out as they are. */
export function jsonText(body: Uint8Array): Response {
  return new Response(Buffer.from(body), { headers: { "content-type": "application/json; charset=utf-8" } });
}
