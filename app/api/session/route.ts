import { type SessionAnswer, signInBody } from "@/lib/contracts/api";
import { errorResponse } from "@/lib/server/http/errors";
import { guarded, json } from "@/lib/server/http/guarded";
import { readJson } from "@/lib/server/http/request-input";

export const GET = guarded(
  async ({ container: { gate }, request }) => {
    const session = await gate.session({ method: "GET", path: "", header: (name) => request.headers.get(name) });
    const signedIn = gate.mode === "none" || session !== null;
    return json({
      mode: gate.mode,
      signedIn,
      expiresAt: session?.expiresAt.toISOString() ?? null,
    } satisfies SessionAnswer);
  },
  { session: "not-needed" },
);

export const POST = guarded(
  async ({ container, request, address }) => {
    const { token } = await readJson(request, signInBody);
    // The page's own origin tells whether the browser speaks TLS to whatever stands in front of us.
    const secure = request.headers.get("origin")?.startsWith("https://") ?? false;
    const result = await container.gate.signIn(token, address, secure);
    if (result.kind === "refused") {
      container.log.warn("sign-in refused", { address, reason: result.error.code });
      return errorResponse(
        result.error,
        result.retryAfterSeconds > 0 ? { "retry-after": String(result.retryAfterSeconds) } : {},
      );
    }
    const answer: SessionAnswer = {
      mode: container.gate.mode,
      signedIn: true,
      expiresAt: result.session.expiresAt.toISOString(),
    };
    return json(answer, { headers: { "set-cookie": result.setCookie } });
  },
  { session: "not-needed" },
);

export const DELETE = guarded(
  ({ container: { gate } }) =>
    json({ mode: gate.mode, signedIn: gate.mode === "none", expiresAt: null } satisfies SessionAnswer, {
      headers: { "set-cookie": gate.signOut() },
    }),
  { session: "not-needed" },
);
