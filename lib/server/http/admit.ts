/** First in line for every request, files and pages included: our headers, no forged ones, host and origin. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiErrorBody } from "@/lib/contracts/api";
import { securityHeaders } from "./content-security-policy";
import { errorStatus } from "./errors";
import { addressHeader } from "./guarded";
import type { WebContainer } from "./web-container";

/** Headers that Next trusts when they come from its own proxy: nobody outside may send them. */
const reservedHeaders = [
  "x-middleware-",
  "x-nextjs-",
  "x-matched-path",
  "x-invoke-",
  "x-nonce",
  "content-security-policy",
  "x-podlens-",
  "next-resume",
  "x-now-",
  "x-vercel-",
];

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "POST", "DELETE"]);

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Hands the request on where it may be answered. */
export function admit(
  container: WebContainer,
  request: IncomingMessage,
  response: ServerResponse,
  handle: Handle,
): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  for (const name of Object.keys(request.headers)) {
    if (reservedHeaders.some((reserved) => name.startsWith(reserved))) delete request.headers[name];
  }
  request.headers[addressHeader] = request.socket.remoteAddress ?? "";
  const error = refusal(container, request);
  if (error) {
    response.writeHead(errorStatus(error.code), {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      connection: "close",
    });
    response.end(JSON.stringify({ error }));
    return;
  }
  handle(request, response).catch((cause: unknown) => {
    container.log.error("request failed", {
      error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    });
    if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
    response.end();
  });
}

function refusal(container: WebContainer, request: IncomingMessage): ApiErrorBody | null {
  const { method = "", url = "" } = request;
  if (!methods.has(method))
    return { code: "method-not-allowed", message: "This method is not used here.", remedy: null };
  // The form with a host in it is for proxies, and would be another host than the one that is checked.
  if (!url.startsWith("/"))
    return { code: "bad-request", message: "The address must begin with a slash.", remedy: null };
  const header = (name: string) => {
    const value = request.headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  };
  return container.gate.check({ method, path: url.split("?", 1)[0] ?? "/", header });
}
