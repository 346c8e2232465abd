/** Which sign-in the configuration, the environment and the address ask for. */
import { isLoopback } from "./request-check";

export type AuthPlan = { readonly mode: "none" } | { readonly mode: "token"; readonly token: string | null };

export class AuthError extends Error {
  override readonly name = "AuthError";
  constructor(
    readonly code: "auth-needed" | "auth-token-short" | "auth-key",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const shortest = 16;

/**
 * Without a configured mode: none on loopback, token elsewhere or where a token is given. A token of null is to be
 * generated. Throws AuthError where the wish is unsafe.
 */
export function planAuth(input: {
  host: string;
  mode: "none" | "token" | undefined;
  token: string | undefined;
}): AuthPlan {
  const token = input.token === undefined || input.token === "" ? null : input.token;
  const mode = input.mode ?? (isLoopback(input.host) && token === null ? "none" : "token");
  if (mode === "none") {
    if (isLoopback(input.host)) return { mode };
    throw new AuthError(
      "auth-needed",
      `auth.mode "none" is only allowed on loopback, and server.host is "${input.host}": remove auth.mode, or set server.host to 127.0.0.1`,
    );
  }
  if (token !== null && token.length < shortest) {
    throw new AuthError(
      "auth-token-short",
      `PODLENS_TOKEN is shorter than ${shortest} characters: choose a longer one`,
    );
  }
  return { mode, token };
}
