/**
 * Which requests may be answered at all, session or not: against DNS rebinding (a foreign name that resolves to us) and
 * against other sites that make a browser call us.
 */
import { isIP } from "node:net";
import type { ApiErrorBody } from "@/lib/contracts/api";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Host names under which we may be asked, lower case and without port. Ports are not compared: a forwarded port
 * (kubectl port-forward, ssh -L) is another one, and an attacker cannot own our names.
 */
export function allowedHostNames(
  bound: string,
  configured: readonly string[],
  interfaceAddresses: readonly string[],
): ReadonlySet<string> {
  const names = new Set(loopbackNames);
  const wildcard = bound === "0.0.0.0" || bound === "::";
  for (const name of wildcard ? interfaceAddresses : [bound]) names.add(hostForm(name));
  for (const name of configured) names.add(hostForm(name));
  return names;
}

function hostForm(name: string): string {
  const bare = name.toLowerCase();
  return isIP(bare) === 6 ? `[${bare}]` : bare;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** "[::1]:3000" → "[::1]"; null where it is no host header. */
export function hostName(header: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header);
  return match?.[1]?.toLowerCase() ?? null;
}

/** What of a request the checks read. Header names in lower case. */
export interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly header: (name: string) => string | null;
}

/** null = may be answered. */
export function checkRequest(request: RequestFacts, allowedHosts: ReadonlySet<string>): ApiErrorBody | null {
  return checkHost(request, allowedHosts) ?? checkOrigin(request);
}

function checkHost(request: RequestFacts, allowedHosts: ReadonlySet<string>): ApiErrorBody | null {
  const name = hostName(request.header("host") ?? "");
  if (name !== null && allowedHosts.has(name)) return null;
  return {
    code: "foreign-host",
    message: "This address is not one that Podlens answers to.",
    remedy: "Open it as localhost, or add the name to server.allowedHosts in the configuration.",
  };
}

function checkOrigin(request: RequestFacts): ApiErrorBody | null {
  const refused: ApiErrorBody = {
    code: "foreign-origin",
    message: "The request came from another site.",
    remedy: "Open Podlens itself and try again.",
  };
  const origin = request.header("origin");
  if (origin !== null && !sameOrigin(origin, request.header("host") ?? "")) return refused;
  const site = request.header("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return null;
  return isPageVisit(request) ? null : refused;
}

/** Following a link from a chat or a ticket: a page, which holds no estate data. Never the API. */
function isPageVisit(request: RequestFacts): boolean {
  return (
    request.method === "GET" &&
    request.header("sec-fetch-mode") === "navigate" &&
    request.header("sec-fetch-dest") === "document" &&
    request.path !== "/api" &&
    !request.path.startsWith("/api/")
  );
}

/** The scheme is left open: a proxy in front of us may speak TLS. */
function sameOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
