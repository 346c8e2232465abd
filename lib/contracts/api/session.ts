/** /api/session — GET: may I come in; POST {token}: sign in (sets the cookie); DELETE: sign out. */
import { z } from "zod";

export const signInBody = z.object({ token: z.string().min(1).max(1024) }).strict();
export type SignInBody = z.infer<typeof signInBody>;

export interface SessionAnswer {
  readonly mode: "none" | "token";
  readonly signedIn: boolean;
  /** ISO 8601 UTC; null where no session is needed or none exists. */
  readonly expiresAt: string | null;
}
