/** Who comes in: every request passes here before a handler sees it. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { ApiErrorBody } from "@/lib/contracts/api";
import { type AttemptLimit, createAttemptLimit } from "./attempt-limit";
import type { AuthPlan } from "./auth-mode";
import { checkRequest, type RequestFacts } from "./request-check";
import {
  openSession,
  readCookie,
  type Session,
  sealSession,
  sessionCookie,
  sessionSeconds,
  tokenMark,
} from "./session-cookie";

export type Admission =
  | { readonly kind: "admitted"; readonly session: Session | null }
  | { readonly kind: "refused"; readonly error: ApiErrorBody };

export type SignIn =
  | { readonly kind: "signed-in"; readonly setCookie: string; readonly session: Session }
  | { readonly kind: "refused"; readonly error: ApiErrorBody; readonly retryAfterSeconds: number };

export interface Gate {
  readonly mode: "none" | "token";
  /** Host and origin alone: for pages and for signing in. */
  check(request: RequestFacts): ApiErrorBody | null;
  /** Host, origin and session: for everything that answers about the estate. */
  admit(request: RequestFacts): Promise<Admission>;
  session(request: RequestFacts): Promise<Session | null>;
  signIn(token: string, address: string, secure: boolean): Promise<SignIn>;
  /** Set-Cookie that ends the session in this browser. */
  signOut(): string;
}

export interface GateOptions {
  readonly plan: AuthPlan;
  readonly key: Uint8Array;
  readonly allowedHosts: ReadonlySet<string>;
  readonly now: () => Date;
  readonly attempts?: AttemptLimit;
}

/** `token` is the one to show to the operator where none was given, else null: it is shown once and kept nowhere. */
export function createGate(options: GateOptions): { gate: Gate; generatedToken: string | null } {
  const { plan, key, allowedHosts, now } = options;
  const attempts = options.attempts ?? createAttemptLimit();
  const generatedToken = plan.mode === "token" && plan.token === null ? randomBytes(24).toString("base64url") : null;
  const token = plan.mode === "token" ? (plan.token ?? generatedToken ?? "") : "";
  const mark = tokenMark(key, token);

  const session = async (request: RequestFacts) => {
    const cookie = readCookie(request.header("cookie"));
    return cookie === null || plan.mode === "none" ? null : openSession(key, mark, cookie, now());
  };
  const gate: Gate = {
    mode: plan.mode,
    check: (request) => checkRequest(request, allowedHosts),
    session,
    admit: async (request) => {
      const error = checkRequest(request, allowedHosts);
      if (error) return { kind: "refused", error };
      if (plan.mode === "none") return { kind: "admitted", session: null };
      const found = await session(request);
      return found ? { kind: "admitted", session: found } : { kind: "refused", error: signInFirst };
    },
    signIn: async (given, address, secure) => {
      const time = now();
      const wait = attempts.blockedFor(address, time.getTime());
      if (wait > 0) return { kind: "refused", error: tooMany(wait), retryAfterSeconds: wait };
      if (plan.mode === "none" || !equal(given, token)) {
        attempts.failed(address, time.getTime());
        return { kind: "refused", error: wrongToken, retryAfterSeconds: 0 };
      }
      const { value, expiresAt } = await sealSession(key, mark, time);
      return { kind: "signed-in", setCookie: sessionCookie(value, sessionSeconds, secure), session: { expiresAt } };
    },
    signOut: () => sessionCookie("", 0, false),
  };
  return { gate, generatedToken };
}

/** Digests first: timingSafeEqual wants equal lengths, and the length of the token is nobody's business. */
function equal(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

const signInFirst: ApiErrorBody = {
  code: "unauthenticated",
  message: "A sign-in is needed.",
  remedy: "Sign in with the token that Podlens printed when it started, or the one set as PODLENS_TOKEN.",
};
const wrongToken: ApiErrorBody = {
  code: "wrong-token",
  message: "This is not the token.",
  remedy: "Use the token that Podlens printed when it started, or the one set as PODLENS_TOKEN.",
};
const tooMany = (seconds: number): ApiErrorBody => ({
  code: "too-many-attempts",
  message: "Too many wrong tokens.",
  remedy: `Wait ${seconds} seconds and try again.`,
});
