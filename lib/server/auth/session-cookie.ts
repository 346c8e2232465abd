/** A session is an encrypted cookie and nothing else: no list of sessions is kept. */
import { createHmac } from "node:crypto";
import { EncryptJWT, jwtDecrypt } from "jose";

export const cookieName = "podlens_session";
/** Eight hours. */
export const sessionSeconds = 8 * 3600;

export interface Session {
  readonly expiresAt: Date;
}

const issuer = "podlens";

/** Ties a session to the token that it was opened with: another token ends all sessions. */
export function tokenMark(key: Uint8Array, token: string): string {
  return createHmac("sha256", key).update(token).digest("base64url");
}

export async function sealSession(
  key: Uint8Array,
  mark: string,
  now: Date,
): Promise<{ value: string; expiresAt: Date }> {
  const expiresAt = new Date((Math.floor(now.getTime() / 1000) + sessionSeconds) * 1000);
  const value = await new EncryptJWT({ mark })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setIssuer(issuer)
    .setIssuedAt(now)
    .setExpirationTime(expiresAt)
    .encrypt(key);
  return { value, expiresAt };
}

/** null for anything but a session of ours that is still good. */
export async function openSession(key: Uint8Array, mark: string, value: string, now: Date): Promise<Session | null> {
  try {
    const { payload } = await jwtDecrypt(value, key, {
      issuer,
      currentDate: now,
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
      requiredClaims: ["exp", "iat"],
    });
    if (payload.mark !== mark || payload.exp === undefined) return null;
    return { expiresAt: new Date(payload.exp * 1000) };
  } catch {
    return null;
  }
}

export function sessionCookie(value: string, maxAgeSeconds: number, secure: boolean): string {
  return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`;
}

/** Value of our cookie in a Cookie header; the first where a header has several. */
export function readCookie(header: string | null): string | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === cookieName) return pair.slice(at + 1).trim();
  }
  return null;
}
