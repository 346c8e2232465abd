/** Before every page: host and origin, sign-in, and a Content-Security-Policy with a nonce of its own. */
import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy, makeNonce } from "@/lib/server/http/content-security-policy";
import { errorResponse } from "@/lib/server/http/errors";
import { currentContainer } from "@/lib/server/http/web-container";

const withoutSession = new Set(["/sign-in", "/api/session", "/icon.svg"]);

export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl;
  const isApi = pathname === "/api" || pathname.startsWith("/api/");
  const gate = currentContainer()?.gate;
  if (gate) {
    const facts = { method: request.method, path: pathname, header: (name: string) => request.headers.get(name) };
    const error = gate.check(facts);
    if (error) return errorResponse(error);
    if (!withoutSession.has(pathname)) {
      const admission = await gate.admit(facts);
      if (admission.kind === "refused") {
        if (isApi) return errorResponse(admission.error);
        return NextResponse.redirect(new URL(signInAddress(pathname + search), request.url), {
          headers: { "cache-control": "no-store" },
        });
      }
    }
  }
  if (isApi) return NextResponse.next();
  const nonce = makeNonce();
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("cache-control", "no-store");
  return response;
}

function signInAddress(wanted: string): string {
  return wanted === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`;
}

export const config = { matcher: ["/((?!_next/static/).*)"] };
